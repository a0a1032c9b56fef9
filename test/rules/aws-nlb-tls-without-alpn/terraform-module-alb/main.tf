module "nlb" {
  source  = "terraform-aws-modules/alb/aws"
  version = "~> 9.0"

  name               = "orders-grpc"
  load_balancer_type = "network"
  vpc_id             = "vpc-0a1b2c3d"

  listeners = {
    grpc = {
      port            = 443
      protocol        = "TLS"
                      # ^^^^^ warning: aws-nlb-tls-without-alpn
      certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000"
      forward = {
        target_group_key = "grpc"
      }
    }
    other = {
      port        = 8443
      protocol    = "TLS"
      alpn_policy = "HTTP2Preferred"
      forward = {
        target_group_key = "grpc"
      }
    }
  }

  target_groups = {
    grpc = {
      protocol = "TCP"
      port     = 50051
    }
  }
}
