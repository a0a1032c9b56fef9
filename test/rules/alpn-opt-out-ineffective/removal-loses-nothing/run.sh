#!/bin/bash
declare -x GRPC_ENFORCE_ALPN_ENABLED=0
         # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out-ineffective "does not switch the check off"
if [ -f settings ]; then
  . ./settings
  export GRPC_ENFORCE_ALPN_ENABLED=no
       # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: alpn-opt-out-ineffective "does not switch the check off"
fi
./orders
