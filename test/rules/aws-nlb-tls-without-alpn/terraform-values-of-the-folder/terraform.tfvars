alpn_policy = "HTTP2Preferred"
