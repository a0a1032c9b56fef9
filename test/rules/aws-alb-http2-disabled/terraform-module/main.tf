module "alb" {
  source = "terraform-aws-modules/alb/aws"

  name         = "front"
  enable_http2 = false # until the old clients are gone
               # ^^^^^ error: aws-alb-http2-disabled

  listeners = {
    https = {
      port     = 443
      protocol = "HTTPS"
      forward  = { target_group_key = "orders" }
    }
  }

  target_groups = {
    orders = {
      protocol         = "HTTP"
      protocol_version = "GRPC"
      port             = 50051
    }
  }
}
