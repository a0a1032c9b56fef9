/** A certificate of nobody. */
const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/orders';
const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Services in front of gRPC whose NLB has no ALPN policy, each written in another way. */
export const SERVICE_STYLES: Readonly<Record<string, string>> = {
  block: service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
`),
  'quoted keys and values': service(`  annotations:
    "${PREFIX}type": "external"
    '${PREFIX}nlb-target-type': 'ip'
    "${PREFIX}ssl-cert": "${CERTIFICATE}"
`),
  'four blanks': service(`  annotations:
      ${PREFIX}type: external
      ${PREFIX}nlb-target-type: ip
      ${PREFIX}ssl-cert: ${CERTIFICATE}
`),
  'braces in one line': service(
    `  annotations: { ${PREFIX}type: external, ${PREFIX}nlb-target-type: ip, ${PREFIX}ssl-cert: "${CERTIFICATE}" }\n`,
  ),
  'braces over lines': service(`  annotations: {
    "${PREFIX}type": "external",
    "${PREFIX}nlb-target-type": "ip",
    "${PREFIX}ssl-cert": "${CERTIFICATE}",
  }
`),
  'comments at odd places': service(`  annotations: # of the controller
    # which one
    ${PREFIX}type: external # the new one
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE} # of the domain

    # nothing behind it
`),
  'a folded value at the end': service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: >-
      ${CERTIFICATE}
`),
  'a literal value that keeps its line ends': service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
    note: |+
      one

`),
  'None is stated': service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
    ${PREFIX}alpn-policy: None # for now
`),
  'None in quotes': service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}alpn-policy: 'None'
    ${PREFIX}ssl-cert: ${CERTIFICATE}
`),
  'an anchor on a value': service(`  annotations:
    ${PREFIX}type: &type external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
    other: *type
`),
  'an anchor on all of it': service(`  annotations: &annotations
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
`),
  'other documents around it': `# first
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
data:
  a: |
    ---
    kind: Service
---
${service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
`)}---
# empty
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
...
`,
  'no line end at the end': service(`  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}
`).trimEnd(),
  'metadata at the end': `apiVersion: v1
kind: Service
spec:
${spec()}metadata:
  name: orders-grpc
  annotations:
    ${PREFIX}type: external
    ${PREFIX}nlb-target-type: ip
    ${PREFIX}ssl-cert: ${CERTIFICATE}`,
  JSON: `${JSON.stringify(asObject(), undefined, 2)}\n`,
  'JSON with tabs': `${JSON.stringify(asObject(), undefined, '\t')}\n`,
  'JSON in one line': JSON.stringify(asObject()),
  'a list in JSON': `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [asObject()] }, undefined, 4)}\n`,
  'a list': `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: orders-grpc
    annotations:
      ${PREFIX}type: external
      ${PREFIX}nlb-target-type: ip
      ${PREFIX}ssl-cert: ${CERTIFICATE}
  spec:
    type: LoadBalancer
    ports:
    - {name: grpc, port: 443, targetPort: 50051}
- apiVersion: v1
  kind: Namespace
  metadata:
    name: shop
`,
};

/** Listeners of CloudFormation without an ALPN policy in front of gRPC, each written in another way. */
export const TEMPLATE_STYLES: Readonly<Record<string, string>> = {
  block: template(`    Properties:
      LoadBalancerArn: !Ref LoadBalancer
      Port: 443
      Protocol: TLS
      Certificates:
        - CertificateArn: ${CERTIFICATE}
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref TargetGroup
`),
  'lists without a step': template(`    Properties:
      LoadBalancerArn: !Ref LoadBalancer
      Port: 443
      Protocol: TLS
      Certificates:
      - CertificateArn: ${CERTIFICATE}
      DefaultActions:
      - Type: forward
        TargetGroupArn: !Ref TargetGroup
`),
  'braces in one line': template(
    `    Properties: { LoadBalancerArn: !Ref LoadBalancer, Port: 443, Protocol: TLS, Certificates: [{ CertificateArn: "${CERTIFICATE}" }], DefaultActions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }] }\n`,
  ),
  'None is stated in brackets': template(`    Properties:
      LoadBalancerArn: !Ref LoadBalancer
      Port: 443
      Protocol: TLS
      AlpnPolicy: [None] # for now
      Certificates: [{ CertificateArn: "${CERTIFICATE}" }]
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }]
`),
  'None is stated in a list': template(`    Properties:
      LoadBalancerArn: !Ref LoadBalancer
      Port: 443
      Protocol: TLS
      AlpnPolicy:
        # for now
        - "None"
      Certificates: [{ CertificateArn: "${CERTIFICATE}" }]
      DefaultActions: [{ Type: forward, TargetGroupArn: !Ref TargetGroup }]
`),
  'long and short functions': template(`    Properties:
      LoadBalancerArn:
        Ref: LoadBalancer
      Port: !Ref ListenerPort
      Protocol: TLS
      Certificates:
        - CertificateArn: !Sub
            - arn:aws:acm:eu-central-1:\${Account}:certificate/orders
            - Account: '111122223333'
      DefaultActions:
        - Type: forward
          TargetGroupArn: !GetAtt TargetGroup.TargetGroupArn
`),
  JSON: `${JSON.stringify(templateObject(), undefined, 2)}\n`,
  'JSON with tabs': `${JSON.stringify(templateObject(), undefined, '\t')}\n`,
  'JSON in one line': JSON.stringify(templateObject()),
};

/** With the line ends of Windows. */
export function inWindows(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${name}, CRLF`, text.replaceAll('\n', '\r\n')]),
  );
}

function spec(): string {
  return `  type: LoadBalancer
  selector:
    app: orders
  ports:
    - name: grpc
      port: 443
      targetPort: 50051
`;
}

function service(annotations: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: orders-grpc
${annotations}spec:
${spec()}`;
}

function asObject(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'orders-grpc',
      annotations: {
        [`${PREFIX}type`]: 'external',
        [`${PREFIX}nlb-target-type`]: 'ip',
        [`${PREFIX}ssl-cert`]: CERTIFICATE,
      },
    },
    spec: { type: 'LoadBalancer', ports: [{ name: 'grpc', port: 443, targetPort: 50051 }] },
  };
}

function template(listener: string): string {
  return `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  ListenerPort:
    Type: Number
    Default: 443
Resources:
  LoadBalancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
      Subnets: [subnet-0123456789abcdef0]
  TargetGroup:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Name: orders-grpc
      Port: 50051
      Protocol: TCP
      VpcId: vpc-0123456789abcdef0
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
${listener}Outputs:
  Port:
    Value: !Ref ListenerPort
`;
}

function templateObject(): object {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      LoadBalancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Type: 'network', Subnets: ['subnet-0123456789abcdef0'] },
      },
      TargetGroup: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: { Name: 'orders-grpc', Port: 50051, Protocol: 'TCP', VpcId: 'vpc-0123456789abcdef0' },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'LoadBalancer' },
          Port: 443,
          Protocol: 'TLS',
          Certificates: [{ CertificateArn: CERTIFICATE }],
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }],
        },
      },
    },
  };
}
