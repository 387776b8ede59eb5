//! Files: invoices that are sent, and what people send.

use std::{io::ErrorKind, net::TcpListener};

use chassis::db::Conn;
use diesel::{dsl::sql, sql_types::Bool};
use notifications::Settings;
use proto::{
    FILE_CALL_BYTES_MAX,
    common::v1::{self as common, DocumentContent, message::Content},
    notifications::v1::{FetchMediaRequest, FetchMediaResponse, MessageState, OutgoingMessage},
};
use serde_json::json;

use crate::{
    shelf::Kept,
    stand::{Stand, on_every_database, until},
};

const PDF: &str = "application/pdf";

fn invoice(stand: &Stand, key: &str, content: Vec<u8>) -> OutgoingMessage {
    let (filename, mime_type, caption) = ("invoice-7.pdf".to_owned(), PDF.to_owned(), "Your invoice".to_owned());
    let content = Content::Document(DocumentContent { content, filename, mime_type, caption });
    OutgoingMessage { message: Some(common::Message { content: Some(content) }), ..stand.order_news(key, "") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_uploaded_once_and_sent_by_its_id_however_often_it_is_tried() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.fails(500, 131_000);
            stand.sends(invoice(&stand, "k1", b"%PDF-1.7 paid \0 in full".to_vec())).await;
            stand.becomes("k1", MessageState::Queued).await;
            let message = stand.becomes_in_time("k1", MessageState::Accepted).await;
            assert_eq!(stand.graph.received().len(), 2);
            for received in stand.graph.received() {
                let expected = json!({"id": "9001", "filename": "invoice-7.pdf", "caption": "Your invoice"});
                assert_eq!((&received.body["type"], &received.body["document"]), (&json!("document"), &expected));
            }
            let uploads = std::mem::take(&mut stand.graph.shelf().uploads);
            let form = String::from_utf8_lossy(&uploads[0]);
            assert_eq!(uploads.len(), 1);
            for part in ["name=\"messaging_product\"", "whatsapp", "invoice-7.pdf", PDF, "%PDF-1.7 paid \0 in full"] {
                assert!(form.contains(part), "{part} is not in the form");
            }
            let Some(Content::Document(shown)) = message.message.unwrap().content else { panic!("not a document") };
            assert_eq!((shown.filename.as_str(), shown.content.len()), ("invoice-7.pdf", 0));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_uploaded_is_tried_again_and_nothing_is_sent_before() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.graph.shelf().refusals = vec![502, 500];
            stand.sends(invoice(&stand, "k1", vec![1])).await;
            assert_eq!(stand.becomes("k1", MessageState::Queued).await.reason, "NOT_UPLOADED");
            stand.becomes_in_time("k1", MessageState::Accepted).await;
            assert_eq!((stand.graph.shelf().refusals.len(), stand.graph.received().len()), (0, 1));
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_five_mebibytes_is_sent_and_a_larger_one_is_refused() {
    on_every_database(
        |_| {},
        async |stand| {
            let limit = base::message::DOCUMENT_BYTES_MAX;
            let refused = stand.send(vec![invoice(&stand, "k1", vec![7; limit + 1])]).await.unwrap_err();
            assert_eq!(chassis::Problem::from(refused).reason, "MESSAGE_INVALID");
            stand.sends(invoice(&stand, "k2", vec![7; limit])).await;
            stand.becomes("k2", MessageState::Accepted).await;
            assert!(stand.graph.shelf().uploads[0].len() > limit);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_message_that_is_not_sent_is_let_go_of() {
    on_every_database(
        |_| {},
        async |stand| {
            stand.sends(OutgoingMessage { heard_time: None, ..invoice(&stand, "k1", vec![1]) }).await;
            assert_eq!(stand.becomes("k1", MessageState::Dropped).await.reason, "WINDOW_CLOSED");
            until("the file is gone", async || {
                stand.later(2);
                (!has_files(&stand).await).then_some(())
            })
            .await;
        },
    )
    .await;
}

async fn has_files(stand: &Stand) -> bool {
    let query = || diesel::select(sql::<Bool>("EXISTS (SELECT 1 FROM documents)"));
    let work = async move |conn: &mut Conn| conn.one::<bool>(query()).await;
    stand.db.read(work).await.unwrap()
}

fn kept(mime_type: &'static str, content: Vec<u8>) -> Kept {
    Kept { mime_type, told_size: content.len(), content, dead_addresses: 0 }
}

async fn fetched(stand: &Stand, id: &str) -> Result<FetchMediaResponse, String> {
    let mut client = stand.client.clone().max_decoding_message_size(FILE_CALL_BYTES_MAX);
    let answer = client.fetch_media(FetchMediaRequest { media_id: id.to_owned() }).await;
    answer.map(tonic::Response::into_inner).map_err(|status| chassis::Problem::from(status).reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_sent_is_fetched_with_its_type_and_fingerprint() {
    on_every_database(
        |_| {},
        async |stand| {
            let note = Kept { dead_addresses: 1, ..kept("audio/ogg; codecs=opus", b"abc".to_vec()) };
            let film = kept("video/mp4", vec![5; 16 * 1024 * 1024]);
            stand.graph.shelf().kept = [("1".to_owned(), note), ("2".to_owned(), film)].into();
            let answer = fetched(&stand, "1").await.unwrap();
            assert_eq!((answer.mime_type.as_str(), answer.content.as_slice()), ("audio/ogg", &b"abc"[..]));
            assert_eq!(answer.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assert_eq!(fetched(&stand, "2").await.unwrap().content.len(), 16 * 1024 * 1024);
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_had_says_why() {
    on_every_database(
        |_| {},
        async |stand| {
            let large = 16 * 1024 * 1024 + 1;
            stand.graph.shelf().kept = [
                ("gone".to_owned(), Kept { dead_addresses: 9, ..kept("image/png", vec![1]) }),
                ("large".to_owned(), kept("image/png", vec![1; large])),
                ("liar".to_owned(), Kept { told_size: 1, ..kept("image/png", vec![1; large]) }),
                ("program".to_owned(), kept("application/x-msdownload", vec![1])),
            ]
            .into();
            for (id, reason) in [
                ("", "MEDIA_ID_INVALID"),
                ("../1", "MEDIA_ID_INVALID"),
                ("unknown", "MEDIA_NOT_FOUND"),
                ("gone", "MEDIA_EXPIRED"),
                ("large", "MEDIA_TOO_LARGE"),
                ("liar", "MEDIA_TOO_LARGE"),
                ("program", "MEDIA_TYPE_REFUSED"),
            ] {
                assert_eq!(fetched(&stand, id).await.unwrap_err(), reason, "{id}");
            }
        },
    )
    .await;
    let closed = |settings: &mut Settings| settings.api_url = "http://127.0.0.1:1/v25.0".to_owned();
    on_every_database(closed, async |stand| {
        assert_eq!(fetched(&stand, "1").await.unwrap_err(), "PROVIDER_UNAVAILABLE");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_taken_to_no_host_that_is_not_metas() {
    on_every_database(
        |_| {},
        async |stand| {
            let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
            stranger.set_nonblocking(true).unwrap();
            stand.graph.shelf().kept = [("1".to_owned(), kept("image/png", vec![1]))].into();
            stand.graph.shelf().elsewhere =
                Some(format!("https://localhost:{}", stranger.local_addr().unwrap().port()));
            assert_eq!(fetched(&stand, "1").await.unwrap_err(), "PROVIDER_UNAVAILABLE");
            assert_eq!(stranger.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "the stranger was called");
        },
    )
    .await;
}
