# The ProtoPNet workbench. `make quickstart` and `make test` are all a fresh machine needs.
SHELL := /bin/bash
SWIFT := swift
CONFIGURATION := release
# The program is built where it runs, so it may use all of this processor's vector instructions.
ifeq ($(shell uname -m),x86_64)
  FLAGS = -Xcc -march=native
endif
BUILD = .build/$(CONFIGURATION)
PROTOPNET = $(BUILD)/protopnet
PACKAGES := libdnnl-dev libopenblas-openmp-dev libhdf5-dev libjpeg62-turbo-dev libpng-dev \
  libwebp-dev libyaml-dev libssl-dev zlib1g-dev libmatio-dev pkg-config
# What clusters have: Slurm, the two MPIs, GNU parallel; and processors of other models.
CLUSTER_PACKAGES := slurm-wlm munge libopenmpi-dev openmpi-bin libmpich-dev mpich parallel \
  qemu-user

# A oneDNN elsewhere than in /usr: make test ONEDNN_ROOT=/opt/onednn. Debian's libdnnl-dev must not be
# installed then, because the linker looks into the system's folder first.
ifdef ONEDNN_ROOT
  export ONEDNN_ROOT
  FLAGS += -Xcc -I$(ONEDNN_ROOT)/include -Xswiftc -L$(ONEDNN_ROOT)/lib \
    -Xlinker -rpath -Xlinker $(ONEDNN_ROOT)/lib
  PACKAGES := $(filter-out libdnnl-dev,$(PACKAGES))
endif

# A program that several processes train one network with: make build MPI=openmpi or MPI=mpich.
ifdef MPI
  export MPI
  MPI_PACKAGE := $(if $(filter openmpi,$(MPI)),ompi-c,$(if $(filter mpich,$(MPI)),mpich,\
    $(error MPI=$(MPI) is neither openmpi nor mpich)))
  FLAGS += --scratch-path .build-$(MPI) \
    $(foreach flag,$(shell pkg-config --cflags-only-I $(MPI_PACKAGE)),-Xcc $(flag)) \
    $(foreach flag,$(shell pkg-config --libs-only-L --libs-only-l $(MPI_PACKAGE)),-Xlinker $(flag))
  BUILD = .build-$(MPI)/$(CONFIGURATION)
  PACKAGES += $(if $(filter openmpi,$(MPI)),libopenmpi-dev openmpi-bin,libmpich-dev mpich)
endif

.PHONY: quickstart test build reference install install-files deb test-deb mpi-programs setup setup-cluster setup-latex setup-browser setup-python setup-torch docs format lint bench check smoke weights fuzz sanitize clean

## Trains on the embedded data set and ends at tables and an HTML report.
quickstart: build
	$(PROTOPNET) run experiments/quickstart.yaml
	$(PROTOPNET) table experiments/quickstart.yaml --kind results --kind theorem --kind last-layer \
	  --kind interpretability --kind ensemble --kind table-1
	@$(PROTOPNET) report experiments/quickstart.yaml

## Builds everything and runs all tests.
test: setup mpi-programs
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --build-tests
	$(TORCH) $(SWIFT) test -c $(CONFIGURATION) $(FLAGS) --skip-build --disable-xctest

# The PyTorch that `make setup-torch` has installed, unless an environment with one is active.
TORCH = $(if $(wildcard .build/torch),VIRTUAL_ENV=$${VIRTUAL_ENV:-$(CURDIR)/.build/torch})

## Builds the program with each MPI that is there, for the tests on several ranks.
mpi-programs: setup
	@for mpi in openmpi:ompi-c mpich:mpich; do \
	  if pkg-config --exists $${mpi#*:}; then $(MAKE) build MPI=$${mpi%:*} || exit; \
	  else echo "no $${mpi%:*}: tests on several ranks are skipped; make setup-cluster installs it"; fi; \
	done

## Builds the program alone, which is all that a run needs.
build: setup
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --product protopnet
	@$(call note-commit,$(PROTOPNET),$(PROTOPNET).commit)

# Notes beside a program what it was built from, for --version; the program itself stays the same.
define note-commit
  ! commit=$$(git describe --always --dirty --abbrev=12 2>/dev/null) \
    || printf '%s %s\n' "$$(sha256sum < $(1) | cut -d' ' -f1)" "$$commit" > $(2)
endef

## Writes the pages, schemas and the site file that are made of the code; a test compares them.
reference: build
	for page in experiment-keys cluster-keys command-line; do \
	  $(PROTOPNET) docs $$page > docs/$$page.md || exit; \
	done
	mkdir -p docs/schemas
	for schema in experiment cluster record; do \
	  $(PROTOPNET) docs $$schema-schema > docs/schemas/$$schema.json || exit; \
	done
	cd docs/clusters && $(abspath $(PROTOPNET)) cluster-file > site.yaml

# Where `make install` puts things; DESTDIR goes before all of it, as packages need.
PREFIX := /usr/local
DATA = $(DESTDIR)$(PREFIX)/share
ZSH_FUNCTIONS := $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)

## Installs the program with manual pages, completions, schemas and examples: make install PREFIX=$$HOME/.local
install: build install-files

install-files:
	install -D -m 755 $(PROTOPNET) $(DESTDIR)$(PREFIX)/bin/protopnet
	strip --strip-debug $(DESTDIR)$(PREFIX)/bin/protopnet
	install -d $(DATA)/man/man1 $(DATA)/bash-completion/completions $(DATA)/zsh/$(ZSH_FUNCTIONS) \
	  $(DATA)/fish/vendor_completions.d $(DATA)/protopnet/schemas $(DATA)/doc/protopnet
	$(PROTOPNET) docs manuals --output $(DATA)/man/man1
	$(PROTOPNET) --generate-completion-script bash > $(DATA)/bash-completion/completions/protopnet
	$(PROTOPNET) --generate-completion-script zsh > $(DATA)/zsh/$(ZSH_FUNCTIONS)/_protopnet
	$(PROTOPNET) --generate-completion-script fish > $(DATA)/fish/vendor_completions.d/protopnet.fish
	install -m 644 docs/schemas/*.json $(DATA)/protopnet/schemas
	install -m 644 README.md CHANGELOG.md LICENSE $(DATA)/doc/protopnet
	cp -r docs experiments $(DATA)/doc/protopnet
	@$(call note-commit,$(DESTDIR)$(PREFIX)/bin/protopnet,$(DATA)/protopnet/commit)

# A package is for other machines, too: processors since 2013 (AVX2); oneDNN and OpenBLAS choose their kernels when they
# start. The Swift libraries are in the program.
PACKAGE := .build/package
PACKAGE_FLAGS := --static-swift-stdlib --scratch-path $(PACKAGE) \
  $(if $(filter x86_64,$(shell uname -m)),-Xcc -march=x86-64-v3)
VERSION := $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/Runs/Program.swift)
ARCHITECTURE := $(shell dpkg --print-architecture 2>/dev/null)
DEB = $(PACKAGE)/protopnet_$(VERSION)_$(ARCHITECTURE).deb

## Builds a Debian package; machines that install it need no Swift.
deb: setup
	$(SWIFT) build -c release $(PACKAGE_FLAGS) --product protopnet
	rm -rf $(PACKAGE)/root $(PACKAGE)/debian
	umask 022 && $(MAKE) install-files PROTOPNET=$(PACKAGE)/release/protopnet DESTDIR=$(PACKAGE)/root PREFIX=/usr
	gzip -9n $(PACKAGE)/root/usr/share/man/man1/*.1
	install -d $(PACKAGE)/debian $(PACKAGE)/root/DEBIAN
	printf 'Source: protopnet\n\nPackage: protopnet\nArchitecture: any\n' > $(PACKAGE)/debian/control
	cd $(PACKAGE) && dpkg-shlibdeps -O root/usr/bin/protopnet | sed 's/^shlibs://' > depends
	printf '%s\n' 'Package: protopnet' 'Version: $(VERSION)' 'Architecture: $(ARCHITECTURE)' \
	  'Maintainer: The ProtoPNet workbench <protopnet@localhost>' 'Section: science' 'Priority: optional' \
	  "Installed-Size: $$(du -sk $(PACKAGE)/root | cut -f1)" \
	  "$$(sed 's/=/: /' $(PACKAGE)/depends), libopenblas0-openmp" \
	  'Description: networks that classify pictures by prototypical parts' \
	  ' Trains, checks and explains ProtoPNet, the network that compares parts of a picture with' \
	  ' parts of training pictures.' > $(PACKAGE)/root/DEBIAN/control
	dpkg-deb --root-owner-group --build $(PACKAGE)/root $(DEB)
	@echo "$(DEB)"

## Installs the package in a Debian without Swift, and runs the smoke experiment there; needs debootstrap and root.
test-deb: deb
	.ci/package $(DEB) $(PACKAGE)/debian-root

# Installs those of some Debian packages that are missing; does nothing where all are there.
define install
	@missing=; for package in $(1); do \
	  dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	    || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq $$missing; \
	fi
endef

## Installs the missing Debian packages that everything needs.
setup:
	$(call install,$(PACKAGES))
	@command -v $(SWIFT) >/dev/null \
	  || { echo "Swift 6.2 or later is needed: https://www.swift.org/install"; exit 1; }

## Installs what the tests on a cluster need; without it they are skipped. No daemon of it has to run.
setup-cluster:
	$(call install,$(CLUSTER_PACKAGES))

## Installs what the tests of LaTeX tables need, 48 MB to fetch; without it they are skipped.
setup-latex:
	$(call install,texlive-latex-base texlive-latex-recommended)

## Installs the browser that the tests of pages look with; without it they are skipped.
setup-browser:
	$(call install,chromium)

## Installs what the examples in docs/examples need; without it their tests are skipped.
setup-python:
	$(call install,python3-h5py python3-numpy)

# A build for processors that pip has at hand (its `find-links`) goes before the registry's, which may be for GPUs alone.
## Installs PyTorch into .build/torch, for the tests of the engine on libtorch; without it they are skipped.
setup-torch:
	$(call install,python3-venv)
	@test -x .build/torch/bin/pip || python3 -m venv .build/torch
	.build/torch/bin/pip install --quiet --no-deps --no-index torch 2>/dev/null \
	  || .build/torch/bin/pip install --quiet --no-deps torch

## Builds the symbols' documentation of the targets that others may build on into .build/docs; a warning is an error.
docs: build
	.ci/docs $(BUILD) .build/docs

format:
	$(SWIFT) format -i -r Sources Tests Fuzz Package.swift

lint:
	$(SWIFT) format lint --strict -r Sources Tests Fuzz Package.swift

## Measures the engine on this machine.
bench: setup
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --product protopnet-bench
	$(BUILD)/protopnet-bench

## Validates every experiment file.
check: build
	$(PROTOPNET) check --no-time $$(find experiments -name '*.yaml' | sort)

## Runs the smoke experiment twice and compares records and checkpoints.
smoke: build
	rm -rf .build/smoke
	$(PROTOPNET) run experiments/smoke.yaml --results .build/smoke/first
	$(PROTOPNET) run experiments/smoke.yaml --results .build/smoke/second
	diff -r --exclude metrics.jsonl .build/smoke/first .build/smoke/second
	@echo "smoke: two runs, equal records and checkpoints"

# Each parser of what users bring, and for how long it is fed.
PARSERS := pickle zip safetensors onnx jpeg png webp bmp portable idx cub elpv experiment record manifest \
  metrics hdf5 predictions augmentation toybirds
MINUTES := 30
FUZZ_SECONDS := $(shell echo $$((60 * $(MINUTES))))

## Feeds every parser with mutated files, MINUTES each, under the address sanitizer; stops at the first finding.
fuzz: setup
	PROTOPNET_FUZZ=1 $(SWIFT) build -c release --scratch-path .build/fuzz \
	  --toolset Fuzz/toolset.json --product protopnet-fuzz
	@for parser in $(PARSERS); do \
	  echo "fuzz: $$parser, $(FUZZ_SECONDS) seconds"; \
	  mkdir -p .build/fuzz/corpus/$$parser && \
	  ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no .build/fuzz/release/protopnet-fuzz $$parser \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=65536 -malloc_limit_mb=65 \
	    -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix=.build/fuzz/$$parser- \
	    .build/fuzz/corpus/$$parser Fuzz/Seeds/$$parser 2> .build/fuzz/$$parser.log \
	    || { tail -40 .build/fuzz/$$parser.log; exit 1; }; \
	  grep -E "^stat::number|cov:" .build/fuzz/$$parser.log | tail -2; \
	done

## Runs the tests under the address sanitizer; FILTER takes a part of them. SANITIZERS=thread sees neither OpenMP's nor
# Dispatch's nor Mutex's ways of waiting, and Tests/thread-sanitizer.txt says which of its reports come from that.
SANITIZERS := address
FILTER := .
sanitize: setup
	@for sanitizer in $(SANITIZERS); do \
	  echo "sanitize: $$sanitizer"; \
	  options="-c $(CONFIGURATION) $(FLAGS) --sanitize=$$sanitizer --scratch-path .build/$$sanitizer"; \
	  $(SWIFT) build $$options --build-tests && \
	  ASAN_OPTIONS=detect_leaks=0 \
	  TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$(CURDIR)/Tests/thread-sanitizer.txt" \
	    $(SWIFT) test $$options --skip-build --disable-xctest --filter '$(FILTER)' || exit 1; \
	done

## Fetches the ImageNet weights of VGG-16 and verifies their digest.
weights: build
	PROTOPNET=$(PROTOPNET) sh weights/fetch-vgg16-imagenet.sh

clean:
	rm -rf .build
