module "nlb" {
  source  = "terraform-aws-modules/alb/aws"
  version = "~> 9.9"

  load_balancer_type = "network"

  listeners = {
    grpc = {
      port            = 443
      protocol        = "TLS"
      certificate_arn = module.acm.arn

      forward = {
        target_group_key = "grpc"
      }
    }

    commas = {
      port     = 8443,
      protocol = "TLS"
    },
  }
}
