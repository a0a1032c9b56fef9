resource "aws_lb" "front" {
  name = "front-grpc"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_listener_rule" "http2" {
  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.http2.arn
  }
}

resource "aws_lb_listener_rule" "gateway" {
  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.gateway.arn
  }
}

resource "aws_lb_target_group" "grpc" {
  name             = "orders-grpc"
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
}

# AWS documents that gRPC gets through here as well.
resource "aws_lb_target_group" "http2" {
  name             = "stock-grpc"
  port             = 50052
  protocol         = "HTTP"
  protocol_version = "HTTP2"
}

resource "aws_lb_target_group" "gateway" {
  name     = "grpc-gateway"
  port     = 8080
  protocol = "HTTP"
}
