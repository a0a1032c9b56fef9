// Only marks the folder: each build names one of the go.<version>.mod files beside it.
module lab.example

go 1.21
