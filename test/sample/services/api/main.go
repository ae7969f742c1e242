// Command api serves parcels and their tracking history.
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	_ "github.com/lib/pq"
)

var version = "dev"

type parcel struct {
	Code    string    `json:"code"`
	Carrier string    `json:"carrier"`
	Status  string    `json:"status"`
	Updated time.Time `json:"updated"`
}

type server struct {
	db               *sql.DB
	requests, errors atomic.Int64
}

func main() {
	db, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		slog.Error("cannot open the database", "error", err)
		os.Exit(1)
	}
	s := &server{db: db}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, version) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("GET /v1/parcels/{code}", s.parcel)

	web := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	slog.Info("listening", "address", web.Addr, "version", version)
	if err := web.ListenAndServe(); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.db.PingContext(r.Context()); err != nil {
		http.Error(w, "database unreachable", http.StatusServiceUnavailable)
	}
}

func (s *server) metrics(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprintf(w, "parcel_api_requests_total %d\n", s.requests.Load())
	fmt.Fprintf(w, "parcel_api_errors_total %d\n", s.errors.Load())
}

func (s *server) parcel(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	var p parcel
	row := s.db.QueryRowContext(r.Context(),
		"SELECT code, carrier, status, updated_at FROM parcels WHERE code = $1", r.PathValue("code"))
	switch err := row.Scan(&p.Code, &p.Carrier, &p.Status, &p.Updated); {
	case errors.Is(err, sql.ErrNoRows):
		http.Error(w, "no such parcel", http.StatusNotFound)
	case err != nil:
		s.errors.Add(1)
		slog.Error("query failed", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(p)
	}
}
