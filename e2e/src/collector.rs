//! A collector for traces: what the product tells OpenTelemetry.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value::Value,
    trace::v1::ResourceSpans,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

use crate::failure::Outcome;

/// A span as it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The process's `service.name`, such as `souk-orders`.
    pub service: String,
    /// What was done.
    pub name: String,
    /// The trace it belongs to.
    pub trace_id: Vec<u8>,
    /// Its own id.
    pub span_id: Vec<u8>,
    /// Its parent's; empty for the first of a trace.
    pub parent_id: Vec<u8>,
}

/// An OTLP receiver in this process.
pub struct Collector {
    address: SocketAddr,
    spans: Spans,
}

#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

impl Collector {
    /// Starts it on a free port.
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let spans = Spans::default();
        let server = Server::builder().add_service(TraceServiceServer::new(spans.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Ok(Self { address, spans })
    }

    /// The settings that make a process send its traces here, soon.
    pub fn settings(&self) -> Vec<(String, String)> {
        let endpoint = format!("http://{}", self.address);
        let pairs = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "50")];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// Everything that came so far.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.0.lock().expect("nobody panics with it").clone()
    }

    /// The spans of the trace that holds a span of this name, for each such trace.
    pub fn traces_with(&self, name: &str) -> Vec<Vec<Span>> {
        let spans = self.spans();
        let ids: BTreeSet<&[u8]> =
            spans.iter().filter(|span| span.name == name).map(|span| span.trace_id.as_slice()).collect();
        let trace = |id: &&[u8]| spans.iter().filter(|span| span.trace_id == *id).cloned().collect();
        ids.iter().map(trace).collect()
    }
}

#[tonic::async_trait]
impl TraceService for Spans {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let spans = request.into_inner().resource_spans.into_iter().flat_map(spans_of);
        self.0.lock().expect("nobody panics with it").extend(spans);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn spans_of(process: ResourceSpans) -> Vec<Span> {
    let service = service_name(&process);
    let spans = process.scope_spans.into_iter().flat_map(|scope| scope.spans);
    let span = |span: opentelemetry_proto::tonic::trace::v1::Span| Span {
        service: service.clone(),
        name: span.name,
        trace_id: span.trace_id,
        span_id: span.span_id,
        parent_id: span.parent_span_id,
    };
    spans.map(span).collect()
}

fn service_name(process: &ResourceSpans) -> String {
    let attributes = process.resource.iter().flat_map(|resource| &resource.attributes);
    let mut names = attributes.filter(|attribute| attribute.key == "service.name");
    let value = names.next().and_then(|attribute| attribute.value.clone()?.value);
    if let Some(Value::StringValue(name)) = value { name } else { String::new() }
}
