//! A collector for traces and counters: what the product tells OpenTelemetry.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use opentelemetry_proto::tonic::{
    collector::{
        metrics::v1::{
            ExportMetricsServiceRequest, ExportMetricsServiceResponse,
            metrics_service_server::{MetricsService, MetricsServiceServer},
        },
        trace::v1::{
            ExportTraceServiceRequest, ExportTraceServiceResponse,
            trace_service_server::{TraceService, TraceServiceServer},
        },
    },
    common::v1::{KeyValue, any_value::Value},
    metrics::v1::{Metric, ResourceMetrics, metric::Data, number_data_point},
    resource::v1::Resource,
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

/// A counter as it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The process's `service.name`, such as `souk-orders`.
    pub service: String,
    /// What is counted.
    pub name: String,
    /// The values of its labels.
    pub labels: Vec<String>,
    /// How often it happened so far.
    pub count: i64,
}

/// An OTLP receiver in this process.
pub struct Collector {
    address: SocketAddr,
    spans: Spans,
    counts: Counts,
}

#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

#[derive(Clone, Default)]
struct Counts(Arc<Mutex<Vec<Count>>>);

impl Collector {
    /// Starts it on a free port.
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (spans, counts) = (Spans::default(), Counts::default());
        let server = Server::builder()
            .add_service(TraceServiceServer::new(spans.clone()))
            .add_service(MetricsServiceServer::new(counts.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Ok(Self { address, spans, counts })
    }

    /// The settings that make a process send its traces and counters here, soon.
    pub fn settings(&self) -> Vec<(String, String)> {
        let endpoint = format!("http://{}", self.address);
        let pairs = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
            ("OTEL_BSP_SCHEDULE_DELAY", "50"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "50"),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// Everything that came so far.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.0.lock().expect("nobody panics with it").clone()
    }

    /// Every state of every counter that was told so far.
    pub fn counts(&self) -> Vec<Count> {
        self.counts.0.lock().expect("nobody panics with it").clone()
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

#[tonic::async_trait]
impl MetricsService for Counts {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let counts = request.into_inner().resource_metrics.into_iter().flat_map(counts_of);
        self.0.lock().expect("nobody panics with it").extend(counts);
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

fn counts_of(process: ResourceMetrics) -> Vec<Count> {
    let service = service_name(process.resource.as_ref());
    let metrics = process.scope_metrics.into_iter().flat_map(|scope| scope.metrics);
    metrics.flat_map(|metric| states_of(&service, metric)).collect()
}

fn states_of(service: &str, metric: Metric) -> Vec<Count> {
    let Some(Data::Sum(sum)) = metric.data else { return Vec::new() };
    let text = |label: &KeyValue| text(label).unwrap_or_default();
    let points = sum.data_points.into_iter().filter_map(|point| match point.value {
        Some(number_data_point::Value::AsInt(count)) => Some((point.attributes.iter().map(text).collect(), count)),
        _ => None,
    });
    let (service, name) = (service.to_owned(), metric.name);
    points.map(|(labels, count)| Count { service: service.clone(), name: name.clone(), labels, count }).collect()
}

fn spans_of(process: ResourceSpans) -> Vec<Span> {
    let service = service_name(process.resource.as_ref());
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

fn service_name(process: Option<&Resource>) -> String {
    let mut attributes = process.into_iter().flat_map(|resource| &resource.attributes);
    attributes.find(|attribute| attribute.key == "service.name").and_then(text).unwrap_or_default()
}

fn text(attribute: &KeyValue) -> Option<String> {
    match attribute.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}
