locals {
  policy = "None"
}

variable "protocol" {
  default = "TLS"
}

resource "aws_lb" "edge" {
  name               = "grpc-edge"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "by_local" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = var.protocol
  alpn_policy       = local.policy
                    # ^^^^^^^^^^^^ information: aws-nlb-tls-without-alpn "It ends TLS by default only"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_listener" "by_tfvars" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 8443
  protocol          = "TLS"
  alpn_policy       = var.alpn_policy

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_target_group" "grpc" {
  port     = 50051
  protocol = "TCP"
}
