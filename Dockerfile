# docker run recourse api | worker | check | reconcile | … ; without a command it says which there are.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /recourse
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts/run.mjs scripts/run.mjs
COPY src src
# The pages and the workflow bundle. A clone under umask 077 comes with files that nobody but its owner may read: the user of the image is another.
RUN npm run build && rm -r src/web && chmod -R a+rX src dist

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /recourse
COPY package.json package-lock.json ./
# Without their install scripts: the only one needed brings a Node, and the image has that one. Of Temporal's native library each platform has
# a copy of its own.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /recourse
COPY --from=packages /recourse/node_modules node_modules
COPY --chmod=644 package.json package-lock.json ./
COPY --chmod=644 deploy/healthcheck.mjs deploy/healthcheck.mjs
COPY --from=build /recourse/src src
COPY --from=build /recourse/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["node", "deploy/healthcheck.mjs"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["--help"]
