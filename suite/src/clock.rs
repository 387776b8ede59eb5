//! A clock that tests of whole processes can move.

use std::{path::PathBuf, time::Duration};

use chassis::{World, lifecycle::Life};

/// Names a file with a number of seconds. Every process that is given the same file is that far ahead of the machine's
/// clock, so that a test may let an hour pass without waiting for it. Each writes how far it is into a file beside it
/// that ends in its process id, so that the test knows when everybody has moved. Unset in the real world.
pub(crate) const SETTING: &str = "SOUK_CLOCK_FILE";
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The real world, with its clock moved as the file says, now and whenever it changes.
pub(crate) fn world(file: Option<&str>, life: &Life) -> World {
    let world = World::real();
    if let Some(file) = file.map(PathBuf::from) {
        let mut ahead = 0;
        follow(&world, &file, &mut ahead);
        life.spawn_until_end(watch(world.clone(), file, ahead));
    }
    world
}

#[expect(
    clippy::disallowed_methods,
    reason = "a file tells nobody when it changes, and the clock in question is the one being moved"
)]
async fn watch(world: World, file: PathBuf, mut ahead: u64) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        follow(&world, &file, &mut ahead);
    }
}

fn follow(world: &World, file: &PathBuf, ahead: &mut u64) {
    let wanted = std::fs::read_to_string(file).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(*ahead);
    if wanted > *ahead {
        world.advance(Duration::from_secs(wanted - *ahead));
        *ahead = wanted;
        // A test that does not hear of it fails by itself.
        let _ = std::fs::write(file.with_extension(std::process::id().to_string()), wanted.to_string());
    }
}
