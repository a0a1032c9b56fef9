package grpc

// Version is the current grpc version.
const Version = "1.68.0"
