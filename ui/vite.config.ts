/** Builds the page as static files that work under any path. `npm run dev` serves it in front of a running app. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig, type Plugin } from "vite";

const app = process.env.PORTICO_APP ?? "http://127.0.0.1:7860";

/** The runtime, and those parts of the house that no page is without. */
const CORE =
  /node_modules\/(svelte|esm-env|clsx)\/|\/src\/(client|store|theme|render)\/|\/src\/i18n\/\w+(\.svelte)?\.ts|\/src\/\w+\.svelte|\/src\/panels\/(Panels|open)\b|\/src\/kit\/(Frame|Label|Status|Toolbar|IconButton|Icon|Inline|Empty|block|clipboard|frames)\b/;

export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [svelte(), ...(mode === "test" ? [svelteTesting()] : [compressed(), bundled()])],
  build: {
    outDir: "../src/portico/server/static",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What every page needs is one file, whatever shares it; so is what nearly every page has. The server
            // asks for "layout" by this name.
            { name: "core", test: CORE, priority: 3 },
            { name: "layout", test: /components\/(row|column|form|group|button)\/|kit\/PushButton\b/, priority: 2 },
            // What every component that takes files shares.
            { name: "files", test: /kit\/(Upload|SourceChoice|Sending|uploader|accept|DownloadLink|Fullscreen|player|playlist|subtitles)\b/, priority: 2 },
            { name: "highlight", test: /highlight\.js\/(lib|es)\/core/, priority: 2 },
            // An icon that several components use would be a file of its own.
            { name: "icons", test: /node_modules\/lucide/, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/gradio_api", "/config", "/theme.css", "/login", "/logout", "/static", "/custom"].map((path) => [path, app]),
    ),
  },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { runScripts: "dangerously" } },
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/setup.test-env.ts"],
    restoreMocks: true,
  },
}));

/** Writes a `.br` and a `.gz` beside each asset, so the server never compresses. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    // From the files as they were written: until then Vite still changes the code of chunks.
    async writeBundle(options, bundle) {
      const names = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(names.map((name) => compress(join(options.dir ?? "", name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const source = await readFile(path);
  if (source.length < 1024) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${path}.br`, brotliCompressSync(source, { params }));
  await writeFile(`${path}.gz`, gzipSync(source, { level: 9 }));
}

interface Locked {
  version: string;
  license: string;
  integrity: string;
}

/** Writes down which packages are in the page, for the SBOM that a wheel carries. */
function bundled(): Plugin {
  return {
    name: "bundled",
    apply: "build",
    async generateBundle(_options, bundle) {
      const lock = await readFile(join(import.meta.dirname, "package-lock.json"), "utf-8");
      const packages: Record<string, Locked> = JSON.parse(lock).packages;
      const places = new Set<string>();
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === "chunk" ? chunk.moduleIds : []) {
          const place = placeOf(id, packages);
          if (place) places.add(place);
        }
      }
      const told = [...places].sort().map((place) => {
        const { version, license, integrity } = packages[place]!;
        return { name: place.replace(/.*node_modules\//, ""), version, license, integrity };
      });
      this.emitFile({ type: "asset", fileName: "bundled.json", source: `${JSON.stringify(told, null, 1)}\n` });
    },
  };
}

/** Where the lockfile has the package that a module is of; nothing for a module of our own. */
function placeOf(id: string, packages: Record<string, Locked>): string | undefined {
  // A checkout may itself stand in somebody's node_modules, so the lockfile says where ours begin.
  const [, ...steps] = id.replaceAll("\\", "/").split("/node_modules/");
  const names = steps.map((step) => /^(@[^/]+\/)?[^/]+/.exec(step)![0]);
  const places = names.map((_, from) => names.slice(from).map((name) => `node_modules/${name}`).join("/"));
  const place = places.find((one) => one in packages);
  if (!place && steps.length) throw new Error(`${id} is in the page, but in no lockfile: add its package to ui/package.json.`);
  return place;
}
