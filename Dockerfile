# syntax=docker/dockerfile:1
# One image for every role: `docker run souk` is the whole market, `docker run souk catalog` one service of it.

FROM rust:1.95.0-bookworm AS chef
WORKDIR /build
RUN cargo install --locked cargo-chef@0.1.78 && mkdir /data

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

# Dependencies are a layer of their own: a change of Souk's code does not build them again.
FROM chef AS builder
COPY --from=planner /build/recipe.json recipe.json
RUN cargo chef cook --locked --release --package suite --recipe-path recipe.json
COPY . .
RUN cargo build --locked --release --package suite

FROM gcr.io/distroless/cc-debian12:nonroot
LABEL org.opencontainers.image.title="souk" \
      org.opencontainers.image.description="A market you talk to: every role of it" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=builder /build/target/release/souk /souk
# The image has no shell to make this folder with; SQLite's files go there.
COPY --from=builder --chown=65532:65532 /data /data
WORKDIR /data
USER 65532:65532
EXPOSE 8080 8090 50051 50052 50053 50054 50055
# This is the gateway's check. Other roles are checked by what runs them, see docker-compose.yml and k8s/.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/souk", "probe", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/souk"]
CMD ["all", "--listen", "0.0.0.0:8080", "--grpc-listen", "0.0.0.0:50051", "--emulator-listen", "0.0.0.0:8090"]
