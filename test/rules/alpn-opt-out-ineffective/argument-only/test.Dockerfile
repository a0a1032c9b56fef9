FROM golang:1.25
ARG GRPC_ENFORCE_ALPN_ENABLED=false
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
RUN go test ./...
