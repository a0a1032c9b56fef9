import type { Texts } from '../rules/harness.ts';

/** Where the texts of one declaration stand. */
type Text = (lines: string) => Texts;

const terraform: Text = (text) => ({ 'main.tf': text });
const cloudFormation: Text = (resources) => ({
  'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${indented(resources)}`,
});
const kubernetes: Text = (text) => ({ 'manifests.yaml': text });

/** An NLB of Terraform with one listener. */
export function terraformNlb(options: { readonly protocol?: string; readonly policy?: string }): Texts {
  const { protocol = 'TLS', policy } = options;
  const certificate =
    protocol === 'TLS' ? `  certificate_arn   = "arn:aws:acm:eu-central-1:111122223333:certificate/orders"\n` : '';
  const set = policy === undefined ? '' : `  alpn_policy       = "${policy}"\n`;
  return terraform(`resource "aws_lb" "grpc" {
  name               = "grpc"
  load_balancer_type = "network"
}

resource "aws_lb_target_group" "grpc" {
  name     = "orders-grpc"
  port     = 50051
  protocol = "TCP"
}

resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.grpc.arn
  port              = 443
  protocol          = "${protocol}"
${certificate}${set}
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
`);
}

/** An NLB of CloudFormation with one TLS listener. */
export function cloudFormationNlb(policy: string | undefined): Texts {
  const set = policy === undefined ? '' : `    AlpnPolicy: [${policy}]\n`;
  return cloudFormation(`LoadBalancer:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties:
    Type: network
TargetGroup:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties:
    Name: orders-grpc
    Port: 50051
    Protocol: TCP
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: !Ref LoadBalancer
    Port: 443
    Protocol: TLS
    Certificates:
      - CertificateArn: arn:aws:acm:eu-central-1:111122223333:certificate/orders
${set}    DefaultActions:
      - Type: forward
        TargetGroupArn: !Ref TargetGroup
`);
}

/** A Service with a certificate, with these annotations of `service.beta.kubernetes.io/aws-load-balancer-` behind it. */
export function kubernetesService(
  annotations: Readonly<Record<string, string>>,
  options: { readonly loadBalancerClass?: string } = {},
): Texts {
  const all = { 'ssl-cert': 'arn:aws:acm:eu-central-1:111122223333:certificate/orders', ...annotations };
  const lines = Object.entries(all).map(
    ([name, value]) => `    service.beta.kubernetes.io/aws-load-balancer-${name}: "${value}"\n`,
  );
  const { loadBalancerClass } = options;
  return kubernetes(`apiVersion: v1
kind: Service
metadata:
  name: orders
  namespace: shop
  annotations:
${lines.join('')}spec:
  type: LoadBalancer
${loadBalancerClass === undefined ? '' : `  loadBalancerClass: ${loadBalancerClass}\n`}  selector:
    app: orders
  ports:
    - name: grpc
      port: 443
      targetPort: 50051
`);
}

/** A classic load balancer of Terraform. */
export function terraformClassic(protocols: { readonly front: string; readonly back: string }): Texts {
  return terraform(`resource "aws_elb" "grpc" {
  name = "orders-grpc"

  listener {
    lb_port            = 443
    lb_protocol        = "${protocols.front}"
    instance_port      = 50051
    instance_protocol  = "${protocols.back}"
    ssl_certificate_id = "arn:aws:acm:eu-central-1:111122223333:certificate/orders"
  }
}
`);
}

/** A classic load balancer of CloudFormation. */
export function cloudFormationClassic(protocols: { readonly front: string; readonly back: string }): Texts {
  return cloudFormation(`LoadBalancer:
  Type: AWS::ElasticLoadBalancing::LoadBalancer
  Properties:
    LoadBalancerName: orders-grpc
    Listeners:
      - LoadBalancerPort: '443'
        Protocol: ${protocols.front}
        InstancePort: '50051'
        InstanceProtocol: ${protocols.back}
        SSLCertificateId: arn:aws:acm:eu-central-1:111122223333:certificate/orders
`);
}

/** An ALB of Terraform. */
export function terraformAlb(options: { readonly version?: string; readonly http2?: boolean }): Texts {
  const { version, http2 } = options;
  return terraform(`resource "aws_lb" "grpc" {
  name               = "grpc"
  load_balancer_type = "application"
${http2 === undefined ? '' : `  enable_http2       = ${String(http2)}\n`}}

resource "aws_lb_target_group" "grpc" {
  name     = "orders-grpc"
  port     = 50051
  protocol = "HTTP"
${version === undefined ? '' : `  protocol_version = "${version}"\n`}}

resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.grpc.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111122223333:certificate/orders"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
`);
}

/** An ALB of CloudFormation. */
export function cloudFormationAlb(options: { readonly version?: string; readonly http2?: boolean }): Texts {
  const { version, http2 } = options;
  const attribute = `    LoadBalancerAttributes:\n      - Key: routing.http2.enabled\n        Value: '${String(http2)}'\n`;
  return cloudFormation(`LoadBalancer:
  Type: AWS::ElasticLoadBalancingV2::LoadBalancer
  Properties:
    Type: application
${http2 === undefined ? '' : attribute}TargetGroup:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties:
    Name: orders-grpc
    Port: 50051
    Protocol: HTTP
${version === undefined ? '' : `    ProtocolVersion: ${version}\n`}Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: !Ref LoadBalancer
    Port: 443
    Protocol: HTTPS
    Certificates:
      - CertificateArn: arn:aws:acm:eu-central-1:111122223333:certificate/orders
    DefaultActions:
      - Type: forward
        TargetGroupArn: !Ref TargetGroup
`);
}

/** An Ingress for gRPC, and the ConfigMap of its controller. */
export function kubernetesIngress(options: {
  readonly controller: 'ingress-nginx' | 'f5';
  /** Of the ConfigMap; `undefined`: nothing is said. */
  readonly http2: string | undefined;
}): Texts {
  const { controller, http2 } = options;
  const isCommunity = controller === 'ingress-nginx';
  const data = http2 === undefined ? 'data: {}\n' : `data:\n  ${isCommunity ? 'use-http2' : 'http2'}: "${http2}"\n`;
  return kubernetes(`apiVersion: v1
kind: ConfigMap
metadata:
  name: ${isCommunity ? 'ingress-nginx-controller' : 'nginx-config'}
  namespace: ${isCommunity ? 'ingress-nginx' : 'nginx-ingress'}
${data}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: orders
  namespace: shop
  annotations:
    ${isCommunity ? 'nginx.ingress.kubernetes.io/backend-protocol: GRPC' : 'nginx.org/grpc-services: orders'}
spec:
  ingressClassName: nginx
  tls:
    - hosts: [orders.example.com]
      secretName: orders-tls
  rules:
    - host: orders.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: orders
                port:
                  number: 50051
`);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
