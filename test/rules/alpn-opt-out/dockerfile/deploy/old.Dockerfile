FROM scratch
ENV GRPC_ENFORCE_ALPN_ENABLED False
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
COPY orders /orders
CMD ["/orders"]
