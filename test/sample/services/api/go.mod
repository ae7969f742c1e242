module github.com/parcel-desk/parcel-desk/services/api

go 1.26.0

require github.com/lib/pq v1.10.9
