import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import * as grpc from "@grpc/grpc-js";
import express from "express";
import fastify from "fastify";
import {
  fastifyPlugin,
  grpcInterceptor,
  middleware,
  propagationHeaders,
  run,
  wrapFetch,
} from "understudy/propagation/api";
import * as undici from "undici";
import { start } from "./chain.mjs";

const carrying = middleware();

await start(
  { http, https, http2, express, fastify, grpc, undici },
  {
    http: (handler) => (request, response) =>
      carrying(request, response, () => handler(request, response)),
    express: (app) => app.use(carrying),
    fastify: (app) => app.register(fastifyPlugin),
    run,
    fetch: wrapFetch,
    headers: propagationHeaders,
    interceptors: [grpcInterceptor],
  },
);
