package creds

import "errors"

var errServer = errors.New("these are for clients")
