import { expect, test } from "vitest";
import { appRoot, FileAddresses } from "./files";

test("the root is beside the folder of the scripts, under any prefix", () => {
  expect(appRoot("https://host/a/b/assets/index-x.js")).toBe("https://host/a/b/");
  expect(appRoot("http://127.0.0.1:7860/assets/core.js")).toBe("http://127.0.0.1:7860/");
});

const addresses = new FileAddresses("https://host/team/", "/gradio_api", "http://inside:7860");

test("addresses the server wrote are moved to where the browser is", () => {
  expect(addresses.of({ path: "/t/a.png", url: "http://inside:7860/gradio_api/file=/t/a.png" })).toBe(
    "https://host/team/gradio_api/file=/t/a.png",
  );
  expect(addresses.of("/gradio_api/file=/t/a.png")).toBe("https://host/team/gradio_api/file=/t/a.png");
});

test("other addresses stay as they are", () => {
  for (const address of ["https://example.com/gradio_api/file=/x", "data:image/png;base64,AA", "blob:x", "#part"]) {
    expect(addresses.of(address)).toBe(address);
  }
  expect(addresses.of({ path: "https://example.com/a.png" })).toBe("https://example.com/a.png");
  expect(addresses.of(null)).toBe("");
});

test("a script is no address", () => {
  for (const script of ["javascript:x()", " \u0001JaVa\tScript\n:x()", "vbscript:x", "\u00a0javascript:x"]) {
    for (const given of [script, { url: script, path: null }, { path: "/t/a", url: script }]) {
      expect(addresses.of(given), JSON.stringify(given)).toBe("");
    }
  }
  expect(addresses.of("javascript.html")).toBe("javascript.html");
});

test("a path becomes an address, each part of it encoded", () => {
  expect(addresses.of({ path: "/t/a b#1?%.png" })).toBe("https://host/team/gradio_api/file=/t/a%20b%231%3F%25.png");
});

test("an uploaded file is described for the app", () => {
  const file = addresses.describe("/t/x/a.txt", new File(["hi"], "a.txt", { type: "text/plain" }));
  expect(file).toEqual({
    path: "/t/x/a.txt",
    url: "https://host/team/gradio_api/file=/t/x/a.txt",
    orig_name: "a.txt",
    size: 2,
    mime_type: "text/plain",
    is_stream: false,
    meta: { _type: "gradio.FileData" },
  });
});
