import { describe, expect, test } from "vitest";
import { hostsInText } from "../../../src/loadtest/guard/hostsInText.ts";

describe("hosts in a value", () => {
  test.each<[name: string | undefined, value: string, hosts: string[]]>([
    ["PAYMENTS_URL", "http://payments", ["payments"]],
    [
      "PAYMENTS_URL",
      "https://Payments.Shop.svc.cluster.local.:8443/v1?x=http%3A",
      ["Payments.Shop.svc.cluster.local."],
    ],
    ["A", "http://user:p@ss#1@payments:80/x", ["payments"]],
    ["A", "jdbc:postgresql://db:5432/x", ["db"]],
    ["A", "jdbc:postgresql://a:5432,b.shop:5433/x?ssl=true", ["a", "b.shop"]],
    ["A", "jdbc:sqlserver://db.shop;databaseName=x", ["db.shop"]],
    ["A", "jdbc:oracle:thin:@db.shop:1521:sid", ["db.shop"]],
    ["A", "jdbc:oracle:thin:@//db.shop:1521/x", ["db.shop"]],
    ["A", "redis://:secret@cache:6379/0", ["cache"]],
    ["A", "mongodb+srv://u:p@cluster0.mongodb.net/db", ["cluster0.mongodb.net"]],
    ["A", "amqp://guest:guest@mq.shop/%2f", ["mq.shop"]],
    ["A", "user:pass@tcp(db.shop:3306)/orders", ["db.shop"]],
    ["A", "Server=db.shop,1433;Database=x;User Id=sa;Password=Host;", ["db.shop"]],
    ["A", "host=db port=5432 user=x", ["db"]],
    ["A", "-Dhttp.proxyHost=proxy.internal -Xmx1g", ["proxy.internal"]],
    ["A", "dns:///payments.shop:9000", ["payments.shop"]],
    ["KAFKA", "kafka-0.kafka:9092,kafka-1.kafka:9092", ["kafka-0.kafka", "kafka-1.kafka"]],
    ["A", "http://a.shop http://b.shop,http://c.shop", ["a.shop", "b.shop", "c.shop"]],
    [
      "A",
      '{"payments":"http://payments.shop/","refunds":"http://refunds"}',
      ["payments.shop", "refunds"],
    ],
    ["A", "http://10.96.0.12:8080", ["10.96.0.12"]],
    ["A", "http://[fd00::12]:8080/x", ["[fd00::12]"]],
    ["A", "payments:8080", ["payments"]],
    ["A", "payments:8080/v1", ["payments"]],
    ["PAYMENTS_HOST", "payments", ["payments"]],
    ["paymentsHost", "payments", ["payments"]],
    ["payments.host", "payments", ["payments"]],
    ["PAYMENTS_HOSTS", "a b,c", ["a", "b", "c"]],
    ["ANY", "payments.shop.svc", ["payments.shop.svc"]],
    [undefined, "--payments=http://payments:80", ["payments"]],
  ])("%s=%s names its hosts", (name, value, hosts) => {
    expect(hostsInText(value, name)).toEqual(hosts);
  });

  test.each<[name: string, value: string]>([
    ["VERSION", "1.2.3"],
    ["IMAGE", "redis:7"],
    ["FILE", "application.yaml"],
    ["CLASS", "com.example.Orders"],
    ["TIME", "12:30"],
    ["OWNER", "1000:1000"],
    ["LANG", "en_US.UTF-8"],
    ["LISTEN", ":8080"],
    ["BUCKET_URL", "s3://reports/orders"],
    ["SOCKET", "unix:///var/run/app.sock"],
    ["CONFIG", "file:///etc/app.yaml"],
    ["NO_PROXY", "payments.shop,10.0.0.0/8"],
    ["MESSAGE", "hello world"],
    ["USE_HOST", "true"],
    ["PORT", "8080"],
    ["DB_HOST", "/cloudsql/project:region:db"],
    ["RATIO", "a:b"],
    ["EMPTY_URL", ""],
  ])("%s=%s names none", (name, value) => {
    expect(hostsInText(value, name)).toEqual([]);
  });
});
