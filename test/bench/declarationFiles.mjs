/** Terraform, CloudFormation and Kubernetes files to measure with, among files that are none of these. */

/** So many lines has a file of `declarationFiles`, or a few more. */
const LINES = 80;

/**
 * A workspace of which one YAML file in four and two Terraform files in five matter.
 *
 * @param {{ yaml: number, terraform: number }} counts
 * @returns {{ texts: Readonly<Record<string, string>>, mattering: readonly string[] }} `mattering`: the names of those that matter.
 */
export function declarationFiles({ yaml, terraform }) {
  /** @type {Record<string, string>} */
  const texts = {};
  const mattering = [];
  for (let i = 0; i < yaml; i++) {
    const isTemplate = i % 20 === 0;
    const isManifest = !isTemplate && i % 5 === 0;
    const name = `${isTemplate ? 'stacks' : isManifest ? 'k8s' : 'other'}/d${i % 50}/f${i}.yaml`;
    texts[name] = isTemplate
      ? template(LINES)
      : isManifest
        ? manifest(LINES, `f${i}`, i % 20 === 5 ? 'LoadBalancer' : 'ClusterIP')
        : foreignYaml(i);
    if (isTemplate || isManifest) mattering.push(name);
  }
  for (let i = 0; i < terraform; i++) {
    const folder = `terraform/m${Math.floor(i / 5)}`;
    const kind = ['main', 'variables', 'iam', 'outputs', 'data'][i % 5];
    const name = `${folder}/${kind}.tf`;
    texts[name] =
      kind === 'main' ? terraformMain(LINES) : kind === 'variables' ? variables(LINES) : foreignTerraform(i);
    if (kind === 'main' || kind === 'variables') mattering.push(name);
  }
  return { texts, mattering };
}

/** In large files so many other resources stand between two load balancers. */
const BETWEEN = 10;

/**
 * Load balancers in front of gRPC, as Terraform declares them, and other resources.
 *
 * @param {number} lines
 */
export function terraformMain(lines) {
  return filled(lines, (i) => (i % BETWEEN < 2 ? networkLoadBalancer(i) : role(`role${i}`)));
}

/** @param {number} i */
function networkLoadBalancer(i) {
  return `resource "aws_lb" "edge${i}" {
  name               = "edge-\${var.environment}-${i}"
  load_balancer_type = "network"
  subnets            = var.subnets
}

resource "aws_lb_listener" "grpc${i}" {
  load_balancer_arn = aws_lb.edge${i}.arn
  port              = 443
  protocol          = "TLS"
  certificate_arn   = var.certificate
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc${i}.arn
  }
}

resource "aws_lb_target_group" "grpc${i}" {
  name     = "grpc-${i}"
  port     = 50051
  protocol = "TLS"
  vpc_id   = var.vpc
}

`;
}

/** @param {number} lines */
function variables(lines) {
  return filled(
    lines,
    (i) => `variable "${['environment', 'subnets', 'certificate', 'vpc'][i] ?? `other${i}`}" {
  description = "What the ${i}th is"
  type        = string
  default     = "value-${i}"
}

`,
  );
}

/** @param {number} number */
function foreignTerraform(number) {
  return filled(LINES, (i) => role(`role${number}_${i}`));
}

/** @param {string} name */
function role(name) {
  return `resource "aws_iam_role" "${name}" {
  name = "${name}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

`;
}

const ANNOTATIONS = `    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/a
    service.beta.kubernetes.io/aws-load-balancer-ssl-ports: "443"
`;

/**
 * Services, with a load balancer or without, and what runs behind them.
 *
 * @param {number} lines
 * @param {string} name Stands in all of their names.
 * @param {'LoadBalancer' | 'ClusterIP'} type
 */
export function manifest(lines, name, type) {
  return filled(
    lines,
    (i) => `${i === 0 ? '' : '---\n'}apiVersion: v1
kind: Service
metadata:
  name: ${name}-${i}
  labels:
    app: ${name}-${i}
  annotations:
${type === 'LoadBalancer' ? ANNOTATIONS : '    prometheus.io/scrape: "true"\n'}spec:
  type: ${type}
  selector:
    app: ${name}-${i}
  ports:
    - name: grpc
      port: 443
      targetPort: 50051
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}-${i}
spec:
  replicas: 3
  selector:
    matchLabels: { app: ${name}-${i} }
  template:
    metadata:
      labels: { app: ${name}-${i} }
    spec:
      containers:
        - name: server
          image: registry.example/${name}:1.2.${i}
          ports:
            - containerPort: 50051
          resources:
            limits: { cpu: 500m, memory: 256Mi }
`,
  );
}

/**
 * Load balancers, as CloudFormation declares them, and other resources.
 *
 * @param {number} lines
 */
export function template(lines) {
  const head = `AWSTemplateFormatVersion: "2010-09-09"
Description: The edge
Parameters:
  Certificate:
    Type: String
Resources:
`;
  return `${head}${filled(lines - head.split('\n').length + 1, (i) => (i % BETWEEN < 2 ? listener(i) : table(i)))}`;
}

/** @param {number} i */
function listener(i) {
  return `  Edge${i}:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
      Subnets: [subnet-1, subnet-2]
  Listener${i}:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Edge${i}
      Port: 443
      Protocol: TLS
      Certificates:
        - CertificateArn: !Ref Certificate
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref Grpc${i}
  Grpc${i}:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Port: 50051
      Protocol: TLS
      VpcId: !Sub "vpc-\${AWS::StackName}"
`;
}

/** @param {number} i */
function table(i) {
  return `  Table${i}:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "\${AWS::StackName}-${i}"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      Tags:
        - { Key: team, Value: edge }
`;
}

/** @param {number} number */
function foreignYaml(number) {
  const head = number % 2 === 0 ? 'on:\n  push:\n    branches: [main]\njobs:\n' : 'replicaCount: 2\nimages:\n';
  return `${head}${filled(
    LINES - 4,
    (i) => `  part${i}:
    name: part-${number}-${i}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make test
        env: { LEVEL: "${i}" }
`,
  )}`;
}

/**
 * Parts, as many as so many lines hold, and comments up to that many.
 *
 * @param {number} lines
 * @param {(i: number) => string} part
 */
function filled(lines, part) {
  const parts = [];
  let count = 0;
  for (let i = 0; ; i++) {
    const text = part(i);
    const more = text.split('\n').length - 1;
    if (i > 0 && count + more > lines) break;
    parts.push(text);
    count += more;
  }
  return `${parts.join('')}${'# The rest is silence.\n'.repeat(Math.max(0, lines - count))}`;
}
