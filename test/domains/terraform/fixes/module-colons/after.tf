module "nlb" {
  source             = "terraform-aws-modules/alb/aws"
  load_balancer_type = "network"

  listeners = {
    grpc = {
      port : 443, # c
      alpn_policy : "HTTP2Preferred",
      protocol : "TLS" # d
    }
  }
}
