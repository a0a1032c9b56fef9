# grpc-alpn: grpc=yes
variable "alpn_policy" {
  type = string
}

variable "listeners" {
  type = map(any)
}

data "aws_ssm_parameter" "alpn" {
  name = "/edge/alpn"
}

resource "aws_lb" "edge" {
  name               = "grpc-edge"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "by_variable" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
  alpn_policy       = var.alpn_policy

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_listener" "by_data" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 8443
  protocol          = "TLS"
  alpn_policy       = data.aws_ssm_parameter.alpn.value

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_listener" "by_each" {
  for_each          = var.listeners
  load_balancer_arn = aws_lb.edge.arn
  port              = each.value.port
  protocol          = each.value.protocol
  alpn_policy       = lookup(each.value, "alpn_policy", null)

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_target_group" "grpc" {
  port     = 50051
  protocol = "TCP"
}
