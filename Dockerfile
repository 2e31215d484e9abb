# The platform without its database: docker-compose.yml brings PostGIS. Built by the same script as bin/up.
FROM debian:12-slim

WORKDIR /srv/geo
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1
COPY . .
# DATABASE_URL only says that no PostgreSQL is wanted in the image; nothing connects while building.
RUN apt-get update -q \
    && apt-get install -qy --no-install-recommends python3 python3-venv ca-certificates gettext \
    && DATABASE_URL=postgis://db/geo SECRET_KEY=only-while-building bin/_run build \
    && rm -rf /var/lib/apt/lists/* "$HOME/.cache" "$HOME/.npm" .local/tools .local/log \
    && useradd --system --home-dir /srv/geo --shell /usr/sbin/nologin geo \
    && mkdir -p .local/files .local/uploads \
    && chown -R geo:geo .local

USER geo
ENV GEO_HOST=0.0.0.0 GEO_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["bin/up", "--only", "web"]
