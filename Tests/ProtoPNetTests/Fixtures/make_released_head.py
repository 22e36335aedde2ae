"""Runs the released model and training function on small latent maps and writes what they compute.

Usage: python make_released_head.py CLONE > released-head.json
CLONE is a checkout of the paper's released code. Only numbers are written, none of its text.
"""

import json
import sys

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, sys.argv[1])
import helpers  # noqa: E402
import model as released  # noqa: E402
import train_and_test  # noqa: E402

torch.Tensor.cuda = lambda self, *_, **__: self


class VGGStandIn(nn.Module):
    """Passes latent maps through; has a convolution so that the model can read a channel count."""

    def __init__(self, channels):
        super().__init__()
        self.unused = nn.Conv2d(1, channels, 1)

    def forward(self, x):
        return x


class Wrapped:
    """What DataParallel looks like to the training function."""

    def __init__(self, module):
        self.module = module

    def __call__(self, x):
        return self.module(x)


class KeepGradients:
    """An optimiser that clears gradients and takes no step."""

    def __init__(self, parameters):
        self.parameters = list(parameters)

    def zero_grad(self):
        for parameter in self.parameters:
            parameter.grad = None

    def step(self):
        pass


def numbers(tensor):
    return [float(v) for v in tensor.detach().flatten().tolist()]


def case(name, seed, shape, classes, images, extent, function, keep=None):
    torch.manual_seed(seed)
    net = released.PPNet(
        features=VGGStandIn(shape[1]), img_size=224, prototype_shape=shape,
        proto_layer_rf_info=None, num_classes=classes,
        prototype_activation_function=function, add_on_layers_type='regular')
    net.add_on_layers = nn.Identity()
    with torch.no_grad():
        net.last_layer.weight += 0.1 * torch.randn_like(net.last_layer.weight)
    if keep is not None:
        net.prune_prototypes([j for j in range(shape[0]) if j not in keep])
    latent = torch.rand(images, shape[1], *extent, requires_grad=True)
    labels = torch.arange(images) * 2 % classes
    logits, distances = net(latent)
    _, maps = net.push_forward(latent)
    log = []
    coefficients = {'crs_ent': 1, 'clst': 0.8, 'sep': -0.08, 'l1': 1e-4}
    latent.grad = None
    wrapped = Wrapped(net)
    # Labels travel through `.cuda()` and the class identity matrix as in the released loop.
    train_and_test._train_or_test(
        wrapped, [(latent, labels)], optimizer=KeepGradients(net.parameters()),
        class_specific=True, coefs=coefficients, log=log.append)
    logged = {line.split(':')[0].strip(): line.split('\t')[-1].rstrip('%') for line in log}
    l1 = (net.last_layer.weight * (1 - net.prototype_class_identity.t())).norm(p=1)
    return {
        'name': name, 'function': function, 'classCount': classes,
        'latentShape': list(latent.shape), 'latent': numbers(latent),
        'labels': labels.tolist(),
        'prototypeShape': list(net.prototype_vectors.shape),
        'prototypes': numbers(net.prototype_vectors),
        'prototypeClass': net.prototype_class_identity.argmax(dim=1).tolist(),
        'lastLayer': numbers(net.last_layer.weight),
        'logits': numbers(logits), 'minimumDistances': numbers(distances),
        'firstImageMaps': numbers(maps[0]),
        'crossEntropy': float(logged['cross ent']), 'cluster': float(logged['cluster']),
        'separation': float(logged['separation']),
        'averageSeparation': float(logged['avg separation']),
        'accuracyPercent': float(logged['accu']), 'lastLayerNorm': float(logged['l1']),
        'lastLayerL1': float(l1.item()), 'meanPairDistance': float(logged['p dist pair']),
        'latentGradient': numbers(latent.grad),
        'prototypeGradient': numbers(net.prototype_vectors.grad),
        'lastLayerGradient': numbers(net.last_layer.weight.grad),
    }


def boxes():
    """Boxes of the released crop rule on float64 maps that hold exact float32 values."""
    generator = np.random.default_rng(3)
    result = []
    for height, width in [(5, 7), (11, 4), (20, 20)]:
        values = generator.normal(size=(height, width)).astype(np.float32)
        box = helpers.find_high_activation_crop(values.astype(np.float64))
        result.append({
            'shape': [height, width], 'values': [float(v) for v in values.flatten()],
            'percentile': float(np.percentile(values.astype(np.float64), 95)),
            'box': [int(v) for v in box]})
    return result


def rounded(value):
    """Nine significant digits: enough to give back any float32."""
    if isinstance(value, float):
        return float(f'{value:.9g}')
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return value


cases = [
    case('1x1', 1, (12, 8, 1, 1), 4, 3, (4, 5), 'log'),
    case('2x2', 2, (9, 5, 2, 2), 3, 4, (4, 4), 'log'),
    case('linear', 3, (6, 6, 1, 1), 3, 2, (3, 3), 'linear'),
    case('pruned', 4, (12, 6, 1, 1), 4, 5, (3, 4), 'log', keep=[0, 2, 3, 5, 6, 7, 8, 11]),
]
json.dump(rounded({'cases': cases, 'boxes': boxes()}), sys.stdout, separators=(',', ':'))
sys.stdout.write('\n')
