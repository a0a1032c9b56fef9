FROM scratch
ARG ALPN
ENV GRPC_ENFORCE_ALPN_ENABLED=${ALPN:-false}
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
CMD ["/orders"]
