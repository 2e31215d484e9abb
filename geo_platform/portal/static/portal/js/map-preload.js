// The map's library is the heaviest file: asked for at once, before the page's own modules say that they need it, unless
// the line is weak and the page will open without a map.
import { weakLine } from "./view.js";

const { module } = document.querySelector("script[data-module]").dataset;
if (!weakLine()) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: module }));
