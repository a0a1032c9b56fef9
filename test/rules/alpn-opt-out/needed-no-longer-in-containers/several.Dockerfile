FROM scratch
ENV A=1 GRPC_ENFORCE_ALPN_ENABLED=false B=2
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "needs it any more"
ENV GRPC_ENFORCE_ALPN_ENABLED=false \
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "needs it any more"
    C=3
ENV D=4 \
    GRPC_ENFORCE_ALPN_ENABLED=false
  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "needs it any more"
CMD ["/orders"]
