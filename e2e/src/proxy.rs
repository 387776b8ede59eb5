//! A line between two processes that can be cut.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::failure::Outcome;

/// Passes connections on to a server while it is whole. Dropping it cuts it for good.
pub struct Proxy {
    address: SocketAddr,
    is_whole: Arc<watch::Sender<bool>>,
}

impl Proxy {
    /// A whole line to this server.
    pub async fn to(server: String) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let is_whole = Arc::new(watch::Sender::new(true));
        tokio::spawn(serve(listener, server, is_whole.subscribe()));
        Ok(Self { address, is_whole })
    }

    /// Where to connect in the server's place.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Breaks every connection, and every one made from now on.
    pub fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Connections work again.
    pub fn mend(&self) {
        self.is_whole.send_replace(true);
    }
}

async fn serve(listener: TcpListener, server: String, mut is_whole: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((near, _)) = accepted else { continue };
                if *is_whole.borrow() {
                    tokio::spawn(pass(near, server.clone(), is_whole.clone()));
                }
            }
            gone = is_whole.changed() => if gone.is_err() { return },
        }
    }
}

/// Carries one connection until either side ends it or the line is cut.
async fn pass(mut near: TcpStream, server: String, mut is_whole: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect(server).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = is_whole.wait_for(|is_whole| !is_whole) => {}
    }
}
