//! Files that belong to an order, over REST.

use axum::{Extension, Json, extract::State, response::Response};
use jiff::Timestamp;
use proto::orders::v1::{
    self as contract, GetAttachmentRequest, ListAttachmentsRequest, ProofState, ReviewProofRequest,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Gateway,
    auth::User,
    error::Error,
    problems::Refusals,
    rest::{
        body::JsonBody,
        filename,
        path::Path,
        view::{Money, file, promised, time, word},
    },
};

/// A file that belongs to an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct Attachment {
    id: String,
    order_id: String,
    /// "OTHER" or "PAYMENT_PROOF".
    #[schema(example = "PAYMENT_PROOF")]
    purpose: String,
    /// As checked by its first bytes.
    #[schema(example = "image/jpeg")]
    mime_type: String,
    /// What to save it as: the sender's name of it, with the extension of `mime_type`; empty when it has no name.
    filename: String,
    /// The sender's words with it; may be empty.
    caption: String,
    size_bytes: i64,
    /// "PENDING", "APPROVED" or "REJECTED"; null when it is no payment proof.
    proof_state: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    create_time: Option<Timestamp>,
}

/// An order's files, oldest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttachmentList {
    attachments: Vec<Attachment>,
}

/// What the shop thinks of a payment proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    /// Whether the money is there.
    approve: bool,
    /// Required to approve: the order's `outstanding` as you saw it beside the proof; so much is noted as paid. When
    /// another sum is open now, the approval is refused with OUTSTANDING_CHANGED. Of an order that died it is how much
    /// came, all of which goes back.
    outstanding: Option<Money>,
    /// Why; required to reject, told to the customer.
    #[serde(default)]
    reason: String,
}

/// An order's files
#[utoipa::path(get, path = "/api/v1/orders/{order}/attachments", operation_id = "list_attachments", tag = "orders",
    params(("order" = String, Path, description = "Number or id.")), security(("bearer" = [])),
    responses((status = 200, body = AttachmentList), Refusals))]
pub(crate) async fn list(
    State(gateway): State<Gateway>,
    Path(order): Path<String>,
) -> Result<Json<AttachmentList>, Error> {
    let listed = gateway.peers().orders().list_attachments(ListAttachmentsRequest { order }).await?.into_inner();
    Ok(Json(AttachmentList { attachments: listed.attachments.into_iter().map(Attachment::from).collect() }))
}

/// A file itself
#[utoipa::path(get, path = "/api/v1/orders/{order}/attachments/{attachment}/content", operation_id = "get_attachment",
    tag = "orders", params(("order" = String, Path, description = "Number or id."),
        ("attachment" = String, Path, description = "Id.")),
    security(("bearer" = [])), responses((status = 200, description = "The file.", body = Vec<u8>,
        content_type = "application/octet-stream"), Refusals))]
pub(crate) async fn content(
    State(gateway): State<Gateway>,
    Path((order, attachment_id)): Path<(String, String)>,
) -> Result<Response, Error> {
    belongs(&gateway, order, &attachment_id).await?;
    let found = gateway.peers().orders().get_attachment(GetAttachmentRequest { attachment_id }).await?.into_inner();
    let attachment = promised(found.attachment)?;
    let name = filename::of(&attachment.filename, &attachment.mime_type);
    let name = if name.is_empty() { attachment.id } else { name };
    Ok(file(&attachment.mime_type, &name, found.content))
}

/// Decide about a payment proof
///
/// Once; an approved proof pays what was open when you looked at it.
#[utoipa::path(post, path = "/api/v1/orders/{order}/attachments/{attachment}/review", operation_id = "review_proof",
    tag = "payments", params(("order" = String, Path, description = "Number or id."),
        ("attachment" = String, Path, description = "Id.")),
    request_body = Review, security(("bearer" = [])), responses((status = 200, body = Attachment), Refusals))]
pub(crate) async fn review(
    State(gateway): State<Gateway>,
    Extension(user): Extension<User>,
    Path((order, attachment_id)): Path<(String, String)>,
    JsonBody(Review { approve, outstanding, reason }): JsonBody<Review>,
) -> Result<Json<Attachment>, Error> {
    belongs(&gateway, order, &attachment_id).await?;
    let (user_id, outstanding) = (user.id.to_string(), outstanding.map(Money::into));
    let request = ReviewProofRequest { attachment_id, approve, reason, user_id, outstanding };
    let reviewed = gateway.peers().orders().review_proof(request).await?.into_inner();
    Ok(Json(promised(reviewed.attachment)?.into()))
}

/// A file is found under its own order only.
async fn belongs(gateway: &Gateway, order: String, attachment_id: &str) -> Result<(), Error> {
    let listed = gateway.peers().orders().list_attachments(ListAttachmentsRequest { order }).await?.into_inner();
    let found = listed.attachments.iter().any(|attachment| attachment.id == attachment_id);
    if found { Ok(()) } else { Err(Error::AttachmentElsewhere) }
}

impl From<contract::Attachment> for Attachment {
    fn from(attachment: contract::Attachment) -> Self {
        let proof_state = Some(attachment.proof_state()).filter(|state| *state != ProofState::Unspecified);
        Self {
            purpose: word(attachment.purpose().as_str_name(), "ATTACHMENT_PURPOSE_"),
            proof_state: proof_state.map(|state| word(state.as_str_name(), "PROOF_STATE_")),
            id: attachment.id,
            order_id: attachment.order_id,
            filename: filename::of(&attachment.filename, &attachment.mime_type),
            mime_type: attachment.mime_type,
            caption: attachment.caption,
            size_bytes: attachment.size_bytes,
            create_time: time(attachment.create_time),
        }
    }
}
