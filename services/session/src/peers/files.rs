//! Files that customers send: fetched from the network, kept with an order.

use std::time::Duration;

use base::OrderNumber;
use chassis::{Problem, wire::Wire};
use dialogue::{Answer, File, FilePurpose, FileRefusal};
use proto::{
    notifications::v1::{
        FetchMediaRequest, FetchMediaResponse, notifications_service_client::NotificationsServiceClient,
    },
    orders::v1 as wire,
};
use tonic::Request;

use super::{
    Trouble, opened,
    orders::{Asker, Orders},
};

/// How long a file may take, as it comes from the network's own store.
const FETCH_MAX: Duration = Duration::from_secs(20);
/// The largest answer with a file: 16 MiB and what is said about it.
const ANSWER_BYTES_MAX: usize = 17 << 20;
/// The most characters of a file's name.
const NAME_MAX: usize = 200;
/// The most characters of the words under a file.
const CAPTION_MAX: usize = 1_024;

/// Fetches a file and keeps it with an order, once however often it is tried with the same key.
pub(super) async fn attach(
    (notifications, orders): (&Wire, &Orders),
    asker: &Asker<'_>,
    number: &OrderNumber,
    file: File,
    purpose: FilePurpose,
    key: String,
) -> Result<Answer, Trouble> {
    let fetched = match fetch(notifications, &file.media_id).await {
        Ok(fetched) => fetched,
        Err(problem) => return Ok(Answer::Attached(Err(refusal(problem)?))),
    };
    let request = wire::AddAttachmentRequest {
        order: number.to_string(),
        customer_id: asker.customer_id.to_string(),
        idempotency_key: key,
        purpose: to_wire(purpose),
        content: fetched.content,
        filename: file.name.chars().take(NAME_MAX).collect(),
        caption: file.caption.chars().take(CAPTION_MAX).collect(),
    };
    match opened(orders.client().add_attachment(within(request)).await) {
        Ok(_) => Ok(Answer::Attached(Ok(()))),
        Err(problem) => Ok(Answer::Attached(Err(refusal(problem)?))),
    }
}

async fn fetch(notifications: &Wire, media_id: &str) -> Result<FetchMediaResponse, Problem> {
    let client = NotificationsServiceClient::new(notifications.clone());
    let mut client = client.max_decoding_message_size(ANSWER_BYTES_MAX);
    opened(client.fetch_media(within(FetchMediaRequest { media_id: media_id.to_owned() })).await)
}

fn within<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(FETCH_MAX);
    request
}

fn refusal(problem: Problem) -> Result<FileRefusal, Trouble> {
    Ok(match problem.reason.as_str() {
        "MEDIA_TOO_LARGE" | "ATTACHMENT_TOO_LARGE" => FileRefusal::TooLarge,
        "MEDIA_TYPE_REFUSED" | "ATTACHMENT_TYPE_REFUSED" => FileRefusal::TypeRefused,
        "MEDIA_ID_INVALID" | "MEDIA_NOT_FOUND" | "MEDIA_EXPIRED" | "ATTACHMENT_EMPTY" => FileRefusal::Gone,
        "TOO_MANY_ATTACHMENTS" => FileRefusal::TooMany,
        "DAILY_LIMIT_REACHED" => FileRefusal::TooMuchToday,
        "ORDER_NOT_FOUND" => FileRefusal::OrderNotFound,
        _ => return Err(problem.into()),
    })
}

fn to_wire(purpose: FilePurpose) -> i32 {
    match purpose {
        FilePurpose::PaymentProof => wire::AttachmentPurpose::PaymentProof.into(),
        FilePurpose::Other => wire::AttachmentPurpose::Other.into(),
    }
}
