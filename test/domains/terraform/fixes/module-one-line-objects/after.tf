module "nlb" {
  source  = "terraform-aws-modules/alb/aws"
  version = "~> 9.9"

  load_balancer_type = "network"

  listeners = {
    grpc  = { port = 443, protocol = "TLS", forward = { target_group_key = "grpc" }, alpn_policy = "HTTP2Preferred" }
    admin = { port : 8443, protocol : "TLS", alpn_policy : "HTTP2Preferred", }
    other = { "port" = 9443, "protocol" = "TLS", "alpn_policy" = "HTTP2Preferred" } # c
  }
}
