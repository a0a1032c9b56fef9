// Only marks the folder: each build names one of the go.<version>.mod files beside it.
module oracle.example/suites

go 1.21
