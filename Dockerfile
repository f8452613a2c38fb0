# One image, several entry points: members' site (the default), door, worker, beat, and the one-shot commands.
# docker-compose.yml says which process gets which secret.

FROM python:3.11-slim AS parts
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/bootstrap.txt requirements/core.txt requirements/
RUN python -m venv /app/.venv \
 && /app/.venv/bin/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt \
 && /app/.venv/bin/python -m uv pip sync --quiet --require-hashes --compile-bytecode --no-cache \
      --python /app/.venv/bin/python requirements/core.txt

FROM python:3.11-slim
# What draws certificates and letters as PDF, also in Arabic; without it they are pages to print.
RUN apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
 && rm -rf /var/lib/apt/lists/*
# A number, so that "not root" can be checked from outside; it owns nothing in the image.
RUN groupadd --gid 10001 answerable && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin answerable
WORKDIR /app
COPY --from=parts /app/.venv /app/.venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles
# Style sheets need no secret: collected in the demo's settings, on a folder that is thrown away again.
RUN ANSWERABLE_MODE=embedded DATA_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 --ignore rest_framework \
 && rm -rf /tmp/build \
 && python -m compileall -q accounts config core council desk feedback insights keys meetings notifications people sanitiser tracker
# Deriving a key takes 19 MiB for a moment: given back to the machine at once, not kept by each thread.
ENV MALLOC_MMAP_THRESHOLD_=1048576
ENV ANSWERABLE_MODE=production \
    DATA_DIR=/run/answerable \
    BIND=0.0.0.0:8000
# A volume that is mounted here for the first time belongs to whom the folder belongs to.
RUN install -d -o 10001 -g 10001 /pages /door_memory
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
