// Service A in Go. ENV is of a ConfigMap, GREETING of a Secret.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"net/http"
	"os"
)

const serviceB = "http://service-b:5100/api/serviceB"

type message struct {
	Message string `json:"message"`
}

type answer struct {
	Env     string `json:"env"`
	Message string `json:"message"`
}

// replyTo asks service B for the reply to a message, by its name in the cluster.
func replyTo(asked message) (message, error) {
	var reply message
	body, err := json.Marshal(asked)
	if err != nil {
		return reply, err
	}
	response, err := http.Post(serviceB, "application/json", bytes.NewReader(body))
	if err != nil {
		return reply, err
	}
	defer response.Body.Close()
	return reply, json.NewDecoder(response.Body).Decode(&reply)
}

func serveA(writer http.ResponseWriter, request *http.Request) {
	var asked message
	if err := json.NewDecoder(request.Body).Decode(&asked); err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	reply, err := replyTo(asked)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusBadGateway)
		return
	}
	writer.Header().Set("content-type", "application/json")
	json.NewEncoder(writer).Encode(answer{
		Env:     os.Getenv("ENV"),
		Message: os.Getenv("GREETING") + " " + reply.Message,
	})
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "5050"
	}
	http.HandleFunc("POST /api/serviceA", serveA)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
