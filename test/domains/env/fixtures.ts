import { filePath, type FilePath } from '../../../core/text/filePath.ts';

/** A file that gives processes the variable, by its name. */
export interface Fixture {
  readonly path: FilePath;
  readonly text: string;
}

function fixture(name: string, text: string): Fixture {
  return { path: filePath(`/ws/${name}`), text: text.replaceAll('VARIABLE', 'GRPC_ENFORCE_ALPN_ENABLED') };
}

/** One file of each kind, with as much of its grammar as this product reads. */
export const FIXTURES: readonly Fixture[] = [
  fixture(
    'Dockerfile',
    `# escape=\\
# grpc-alpn: ignore alpn-opt-out -- for now
FROM golang:1.25 AS build
ARG VARIABLE=false
ENV A=1 VARIABLE="0" \\
    # comment
    B=$VARIABLE
RUN VARIABLE=false go test ./...

FROM scratch
COPY --from=build /orders /orders
ENV VARIABLE no
ENTRYPOINT ["env", "VARIABLE=off", "/orders"]
`,
  ),
  fixture(
    'compose.yaml',
    `x-environment: &environment
  VARIABLE: "false"
services:
  orders: # comment
    build:
      context: .
      args: [VARIABLE=false]
    environment:
      <<: *environment
      VARIABLE: \${ALPN:-off}
    env_file:
      - path: a.vars
  stock:
    build: ./stock
    environment:
      - LOG_LEVEL=info
      - "VARIABLE=0"
      - 'TZ=UTC'
`,
  ),
  fixture(
    'k8s.yaml',
    `{{- $a := 1 }}
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: {{ .Values.name }}
      image: shop/orders:1
      command: [sh, -c, "VARIABLE=false exec /orders"]
      env:
        {{- if .Values.old }}
        # grpc-alpn: ignore alpn-opt-out -- for now
        - name: VARIABLE
          value: no
        {{- end }}
        - {name: VARIABLE, value: 'false'}
---
apiVersion: v1
kind: ConfigMap
data:
  VARIABLE: |
    false
`,
  ),
  fixture(
    '.github/workflows/test.yml',
    `env:
  VARIABLE: 0
jobs:
  test:
    steps:
      - run: |
          export VARIABLE=false
          echo "VARIABLE=no" >> "$GITHUB_ENV"
        env: { VARIABLE: \${{ inputs.a }} }
`,
  ),
  fixture(
    '.env',
    `# comment
export VARIABLE="0" # c
VARIABLE: 'no'
VARIABLE = \${A:-false}
VARIABLE=
B="a
b"
`,
  ),
  fixture(
    'orders.service',
    `[Service]
; comment
Environment="VARIABLE=0" 'A=b c' VARIABLE=\\x \\
# between
  VARIABLE="no"
Environment = VARIABLE=%%i
EnvironmentFile=-/etc/default/orders
`,
  ),
  fixture(
    'etc/default/orders',
    `; comment \\
VARIABLE=0
VARIABLE="fal"'se' # no comment
 VARIABLE = no \\
  more
`,
  ),
  fixture(
    '.vscode/launch.json',
    `{
  // grpc-alpn: ignore alpn-opt-out -- for now
  "configurations": [
    { "name": "A", "type": "go", "request": "launch", "env": { "VARIABLE": "0", "B": null } },
    /* comment */
    {
      "name": "B",
      "type": "go",
      "request": "launch",
      "envFile": ["\${workspaceFolder}/.env"],
    },
  ]
}
`,
  ),
  fixture('.devcontainer/devcontainer.json', `{ "containerEnv": { "A": "b", "VARIABLE": "0" }, "remoteEnv": {} }\n`),
  fixture(
    'run.sh',
    `#!/bin/sh
# VARIABLE=0
VARIABLE='0' ./a | sed "s/a/$(echo 'b')/" && export A="b c" VARIABLE=n"o"
if ! VARIABLE=\\0 ./b > "$LOG" 2>&1; then exec env -u A VARIABLE=\${B:-false} ./c; fi
cat <<-'EOF' >c
VARIABLE=0
EOF
docker run -e VARIABLE=\`d\` \\
  --env VARIABLE=off e
set -a; VARIABLE=f
`,
  ),
];
