module "nlb" {
  source  = "terraform-aws-modules/alb/aws"
  version = "~> 8.7"

  load_balancer_type = "network"

  https_listeners = [
    {
      port               = 443
      protocol           = "TLS"
      certificate_arn    = var.certificate_arn
      alpn_policy        = "HTTP2Preferred"
      target_group_index = 0
    },
  ]

  target_groups = [
    {
      name_prefix      = "grpc-"
      backend_protocol = "TCP"
      backend_port     = 50051
    },
  ]
}
