# One studio in one container: the pages, the clock and the sender. Its home is the volume /studio.
FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --create-home studio && install -d -o studio -g studio -m 0700 /studio
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md jobs.yaml classes.ics .env.example ./
COPY posts posts
COPY templates templates
COPY scheduler scheduler
RUN pip install --no-cache-dir --no-deps .
# What not every studio needs, by name: `ses`.
ARG EXTRAS=""
RUN [ -z "$EXTRAS" ] || pip install --no-cache-dir ".[$EXTRAS]"

USER studio
WORKDIR /studio
VOLUME /studio
ENV SCHEDULER_HOME=/studio STUDIO_HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/sign-in/', timeout=8)"]
ENTRYPOINT ["studio"]
CMD ["run"]
