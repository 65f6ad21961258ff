ARG BASE
FROM ${BASE}
COPY documents /documents
