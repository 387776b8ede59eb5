//! What happens, told to people as logs and to machines as traces and counters.
//!
//! Without `OTEL_EXPORTER_OTLP_ENDPOINT` nothing is traced or counted, and spans and counters cost nothing. The trace
//! context travels in `traceparent` headers between processes and in columns of jobs, events and messages through time.

use std::{collections::HashMap, io::IsTerminal as _};

use opentelemetry::{
    KeyValue, global, propagation::TextMapPropagator as _, trace::TraceContextExt as _, trace::TracerProvider as _,
};
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_sdk::{
    Resource, metrics::SdkMeterProvider, propagation::TraceContextPropagator, trace::SdkTracerProvider,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// The target of spans that exist for traces only: logs leave them out.
pub const TRACE_TARGET: &str = "souk::trace";
/// What is logged when `RUST_LOG` says nothing.
const LOG_DEFAULT: &str = "info,souk::trace=off";
/// What is traced: our own spans. The exporter's own connections stay out, or they would trace themselves.
const TRACE_FILTER: &str = "off,souk::trace=trace";

/// Keeps telemetry running; flushes it when dropped.
#[must_use = "telemetry stops when the guard is dropped"]
pub struct Guard {
    tracer: Option<SdkTracerProvider>,
    meter: Option<SdkMeterProvider>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // The process is ending: a collector that is away now is told nothing, and nobody is left to tell.
        let _ = self.tracer.take().map(|provider| provider.shutdown());
        let _ = self.meter.take().map(|provider| provider.shutdown());
    }
}

/// Starts logs, and traces and counters when the OpenTelemetry SDK's own settings name a collector.
pub fn start(role: &str) -> Guard {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let has_collector = std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some();
    let tracer = has_collector.then(|| tracer_provider(role)).flatten();
    let meter = has_collector.then(|| meter_provider(role)).flatten();
    if let Some(meter) = &meter {
        global::set_meter_provider(meter.clone());
    }
    let traces = tracer.as_ref().map(|provider| {
        let tracer = provider.tracer("souk");
        tracing_opentelemetry::layer().with_tracer(tracer).with_filter(EnvFilter::new(TRACE_FILTER))
    });
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG_DEFAULT));
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = if std::io::stderr().is_terminal() { log.compact().boxed() } else { log.json().boxed() };
    let subscriber = tracing_subscriber::registry().with(log.with_filter(filter));
    // A layer that is not there would still ask for every span, and each would be built for nobody. A second start in
    // one process, as tests may cause, keeps the first one's subscriber.
    let _ = match traces {
        Some(traces) => subscriber.with(traces).try_init(),
        None => subscriber.try_init(),
    };
    Guard { tracer, meter }
}

fn tracer_provider(role: &str) -> Option<SdkTracerProvider> {
    // The endpoint, headers and sampler come from the SDK's own settings.
    let exporter = opentelemetry_otlp::SpanExporter::builder().with_tonic().build().ok()?;
    Some(SdkTracerProvider::builder().with_resource(resource(role)).with_batch_exporter(exporter).build())
}

fn meter_provider(role: &str) -> Option<SdkMeterProvider> {
    let exporter = opentelemetry_otlp::MetricExporter::builder().with_tonic().build().ok()?;
    Some(SdkMeterProvider::builder().with_resource(resource(role)).with_periodic_exporter(exporter).build())
}

fn resource(role: &str) -> Resource {
    Resource::builder().with_service_name(format!("souk-{role}")).build()
}

/// Counts something rare that happened, under a label whose values are few and hold no personal data. The SDK gives
/// every counter of one name the same place, so none has to be kept.
pub fn count(name: &'static str, label: &'static str, value: String) {
    global::meter("souk").u64_counter(name).build().add(1, &[KeyValue::new(label, value)]);
}

/// The W3C trace context of the current span, to be stored with whatever happens later; `None` when nothing is traced.
pub fn traceparent() -> Option<String> {
    let context = Span::current().context();
    if !context.span().span_context().is_valid() {
        return None;
    }
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove("traceparent")
}

/// A span that continues a stored trace.
pub fn continued(name: &'static str, traceparent: Option<&str>) -> Span {
    let span = tracing::info_span!(target: TRACE_TARGET, "continued", otel.name = name, otel.kind = "consumer");
    if let Some(traceparent) = traceparent.filter(|_| !span.is_disabled()) {
        let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
        let _ = span.set_parent(TraceContextPropagator::new().extract(&carrier));
    }
    span
}

/// The span of one request that came in, a child of its caller's. `name` is a route, never a filled-in path: those
/// can hold personal data.
pub fn server_span(name: &str, headers: &http::HeaderMap) -> Span {
    let span = tracing::info_span!(target: TRACE_TARGET, "request", otel.name = name, otel.kind = "server");
    if !span.is_disabled() {
        let parent = global::get_text_map_propagator(|propagator| propagator.extract(&HeaderExtractor(headers)));
        let _ = span.set_parent(parent);
    }
    span
}

/// The span of one request that goes out, and its context in the request's headers.
pub fn client_span(name: &str, headers: &mut http::HeaderMap) -> Span {
    let span = tracing::info_span!(target: TRACE_TARGET, "call", otel.name = name, otel.kind = "client");
    if !span.is_disabled() {
        let context = span.context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut HeaderInjector(headers));
        });
    }
    span
}
