FROM debian:13 AS debug
ENV GRPC_ENFORCE_ALPN_ENABLED=false
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
CMD ["/orders"]
FROM scratch AS release
CMD ["/orders"]
