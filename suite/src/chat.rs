//! `souk chat`: a phone in the terminal.

use crate::{cli::ChatOptions, stop::Stop};

pub(crate) async fn run(ChatOptions { phone, emulator }: ChatOptions) -> Result<(), Stop> {
    emulator::terminal::run(&emulator, phone).await.map_err(|error| Stop::Failed(error.to_string()))
}
