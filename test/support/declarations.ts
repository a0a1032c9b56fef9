/** A Network Load Balancer that ends TLS for gRPC and has no ALPN policy, as Terraform declares it. */
export const TERRAFORM = `resource "aws_lb" "edge" {
  load_balancer_type = "network"
}

# grpc-alpn: grpc=yes
resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
}
`;

/** The same in CloudFormation. */
export const TEMPLATE = `# grpc-alpn: grpc=yes
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Edge:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
  Grpc:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Edge
      Port: 443
      Protocol: TLS
`;

/** The same in Kubernetes. */
export const MANIFEST = `# grpc-alpn: grpc=yes
apiVersion: v1
kind: Service
metadata:
  name: greeter
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:111122223333:certificate/c
spec:
  type: LoadBalancer
  ports:
    - name: grpc
      port: 443
`;
