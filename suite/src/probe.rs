//! `souk probe`: a health check for containers without a shell.

use std::time::Duration;

use chassis::{serve, settings::SettingError};

use crate::{cli::ProbeOptions, stop::Stop};

/// How long a healthy server takes to say so at most.
const ANSWER_MAX: Duration = Duration::from_secs(3);

pub(crate) async fn run(ProbeOptions { url }: ProbeOptions) -> Result<(), Stop> {
    let asked = async {
        match url.strip_prefix("grpc://") {
            Some(address) => serve::is_serving(&format!("http://{address}")).await,
            None if url.starts_with("http://") || url.starts_with("https://") => is_well(&url).await,
            None => Err("the address must start with grpc://, http:// or https://".to_owned()),
        }
    };
    match tokio::time::timeout(ANSWER_MAX, asked).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(reason)) if reason.starts_with("the address") => Err(SettingError::new(reason).into()),
        Ok(Err(reason)) => Err(Stop::Failed(reason)),
        Err(_) => Err(Stop::Failed("no answer in time".to_owned())),
    }
}

async fn is_well(url: &str) -> Result<(), String> {
    let answer = reqwest::get(url).await.map_err(|error| error.without_url().to_string())?;
    if answer.status().is_success() { Ok(()) } else { Err(format!("it answers {}", answer.status())) }
}
