//! `souk user`: people who may use the admin API.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use chassis::{
    Kind, World,
    settings::{Environment, SettingError},
};
use gateway::Role;

use crate::{
    cli::{AddUserOptions, UserCommand},
    database::{Databases, GATEWAY},
    settings,
    stop::Stop,
};

pub(crate) async fn run(command: UserCommand) -> Result<(), Stop> {
    let UserCommand::Add(options) = command;
    let environment = Environment::of_process();
    settings::refuse_unknown(&environment)?;
    let role = options.role.parse::<Role>();
    let role = role.map_err(|_| SettingError::new("--role must be admin, staff or viewer."))?;
    let password = read_password(&options)?;
    let db = Databases::new(&environment, &options.data).visit(&GATEWAY).await?;
    gateway::add_user(&db, &World::real(), &options.email, role, &password).await.map_err(stop)
}

/// What the operator gave is wrong, or the user could not be stored.
fn stop(error: gateway::Error) -> Stop {
    match error {
        gateway::Error::Said(problem) if problem.kind == Kind::InvalidArgument => {
            SettingError::new(problem.message).into()
        }
        error => Stop::Failed(error.to_string()),
    }
}

fn read_password(options: &AddUserOptions) -> Result<String, Stop> {
    if !options.password_stdin && std::io::stdin().is_terminal() {
        write!(std::io::stderr(), "Password for {} (it is shown while you type): ", options.email)?;
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
