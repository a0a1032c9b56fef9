#!/bin/sh
# GRPC_ENFORCE_ALPN_ENABLED=false ./comment
set -e
export LOG_LEVEL=info GRPC_ENFORCE_ALPN_ENABLED=false
                    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
GRPC_ENFORCE_ALPN_ENABLED='false' ./orders --port 9000
# [0-33] warning: alpn-opt-out "switches the check for ALPN off"
if ! LOG_LEVEL=debug GRPC_ENFORCE_ALPN_ENABLED="false" go run ./cmd/orders; then exit 1; fi
                   # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
env -i PATH="$PATH" GRPC_ENFORCE_ALPN_ENABLED=false ./orders
                  # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
sudo -E env GRPC_ENFORCE_ALPN_ENABLED=false ./orders
          # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
docker run --rm -e GRPC_ENFORCE_ALPN_ENABLED=false orders:1
                 # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
docker run --env GRPC_ENFORCE_ALPN_ENABLED=false orders:1 && echo done
               # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
kubectl set env deployment/orders GRPC_ENFORCE_ALPN_ENABLED=false
                                # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out "switches the check for ALPN off"
cat <<EOF > .env.local
GRPC_ENFORCE_ALPN_ENABLED=false
EOF
echo "set GRPC_ENFORCE_ALPN_ENABLED=false if the proxy is old"
