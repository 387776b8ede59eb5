//! A phone in the terminal: `souk chat`. Everything goes through the control API, so that it works from anywhere.

mod client;
mod words;

use std::{io::IsTerminal as _, io::Write, time::Duration};

use base::Phone;
use chassis::world::World;
use tokio::sync::mpsc;

use client::{Client, Reply};
use words::Input;

/// How long a script's line waits for the answer to the line before.
const ANSWER_WAIT: Duration = Duration::from_secs(10);
/// How long a script waits for a second message of the same answer.
const SETTLE: Duration = Duration::from_millis(200);
/// After the last line of a script, this long without an answer is the end.
const QUIET: Duration = Duration::from_secs(2);
/// Lines typed ahead.
const LINES_MAX: usize = 100;

/// Why a chat ended early.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Nothing answers where the emulator should be.
    #[error("nothing answers at {0}; start `souk all` first, or say where the emulator is")]
    Unreachable(String),
    /// The emulator stopped while we chatted.
    #[error("the emulator stopped")]
    Gone,
    /// The emulator refused something.
    #[error("{0}")]
    Refused(String),
    /// The terminal cannot be written to.
    #[error("cannot write to the terminal: {0}")]
    Output(#[from] std::io::Error),
}

/// Chats over standard input and output until the input ends or `/quit`.
pub async fn run(base_url: &str, phone: Phone) -> Result<(), TerminalError> {
    let by_hand = std::io::stdin().is_terminal();
    chat(base_url, phone, lines_of_stdin(), std::io::stdout(), by_hand).await
}

/// Chats over any lines and any output. Where nobody types by hand, each line waits for the answer to the one before.
pub async fn chat(
    base_url: &str,
    phone: Phone,
    lines: mpsc::Receiver<String>,
    output: impl Write,
    by_hand: bool,
) -> Result<(), TerminalError> {
    let client = Client::connect(base_url, &phone).await?;
    let replies = client.follow();
    let mut chat = Chat { client, replies, lines, output, by_hand, last: Reply::default(), world: World::real() };
    chat.greet(&phone)?;
    chat.talk().await
}

struct Chat<W> {
    client: Client,
    replies: mpsc::Receiver<Reply>,
    lines: mpsc::Receiver<String>,
    output: W,
    by_hand: bool,
    /// The newest message with choices, whose numbers can be typed.
    last: Reply,
    world: World,
}

impl<W: Write> Chat<W> {
    fn greet(&mut self, phone: &Phone) -> std::io::Result<()> {
        writeln!(self.output, "You are +{}. Write \"hi\", or /help for what else a phone can do.", phone.digits())
    }

    async fn talk(&mut self) -> Result<(), TerminalError> {
        loop {
            tokio::select! {
                reply = self.replies.recv() => match reply {
                    Some(reply) => self.show(reply)?,
                    None => return Err(TerminalError::Gone),
                },
                line = self.lines.recv() => match line {
                    Some(line) => if !self.say(&line).await? { return Ok(()) },
                    None => return self.listen(QUIET).await,
                },
            }
        }
    }

    /// Does what a line asks for; false when it asks to leave.
    async fn say(&mut self, line: &str) -> Result<bool, TerminalError> {
        match words::read(line, &self.last.choices) {
            Input::Nothing => {}
            Input::Leave => return Ok(false),
            Input::Explain(text) => writeln!(self.output, "{text}")?,
            Input::Act(act) => match self.client.act(&act).await {
                Ok(()) if self.by_hand => {}
                Ok(()) => self.wait_for_answer().await?,
                Err(TerminalError::Refused(reason)) => writeln!(self.output, "! {reason}")?,
                Err(error) => return Err(error),
            },
        }
        Ok(true)
    }

    async fn wait_for_answer(&mut self) -> Result<(), TerminalError> {
        if !self.listen_once(ANSWER_WAIT).await? {
            writeln!(self.output, "! no answer within {} seconds", ANSWER_WAIT.as_secs())?;
            return Ok(());
        }
        self.listen(SETTLE).await
    }

    /// Shows what comes until nothing came for a while.
    async fn listen(&mut self, quiet: Duration) -> Result<(), TerminalError> {
        while self.listen_once(quiet).await? {}
        Ok(())
    }

    async fn listen_once(&mut self, patience: Duration) -> Result<bool, TerminalError> {
        tokio::select! {
            Some(reply) = self.replies.recv() => self.show(reply).map(|()| true).map_err(TerminalError::from),
            () = self.world.sleep(patience) => Ok(false),
        }
    }

    fn show(&mut self, reply: Reply) -> std::io::Result<()> {
        writeln!(self.output, "\n{}", words::show(&reply))?;
        self.output.flush()?;
        if !reply.choices.is_empty() {
            self.last = reply;
        }
        Ok(())
    }
}

/// Standard input has no asynchronous form that can be given up, so a thread of its own reads it.
fn lines_of_stdin() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(LINES_MAX);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
